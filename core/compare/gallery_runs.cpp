#include "compare/gallery_runs.h"

#include "compare/luck.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <ranges>
#include <utility>

namespace epochlab::core {
namespace {

Error nothingKept(const RunSummary& run, bool ofOtherSplit, Split split) {
    const std::string where = run.name.empty() ? run.id : run.name + ", " + run.id;
    if (ofOtherSplit)
        return {ErrorCode::RunNotFound, "the run's data have no " + std::string(splitName(split)) + " rows", where,
                "choose another split, or train with a share for it"};
    if (run.underWay())
        return {ErrorCode::RunNotFound, "the run has not ended yet, and its predictions are kept at the end", where,
                "wait, or stop the run"};
    return {ErrorCode::RunNotFound, "no predictions are kept of the run", where,
            "they are kept at the end of a run that has finished an epoch; train it again: epochlab-cli rerun " + run.id};
}

bool byValidation(const std::string& name) { return name.empty() || name == "@best" || name == "@worst"; }

Error differentData(const RunSummary& first, const RunSummary& second) {
    return {ErrorCode::Usage, "two runs were trained on different data, so that their answers are of different rows",
            first.id + " and " + second.id, "choose runs on the same data"};
}

/// Only those of one run's data.
Result<std::vector<const RunSummary*>> ofEqualData(std::span<const RunSummary* const> runs, const RunSummary& anchor, bool strict) {
    std::vector<const RunSummary*> equal;
    for (const RunSummary* run : runs) {
        if (run->dataFingerprint == anchor.dataFingerprint)
            equal.push_back(run);
        else if (strict)
            return differentData(anchor, *run);
    }
    return equal;
}

/// The first of these whose predictions are kept; those before it are counted.
Result<RunSummary> firstPredicted(RunStore& store, auto&& ranked, std::size_t& passedOver) {
    for (const RunSummary* run : ranked) {
        const Result<std::vector<Split>> splits = store.predictedSplitsOf(run->id);
        if (!splits) return splits.error();
        if (!splits->empty()) return *run;
        ++passedOver;
    }
    if (!ranked.empty()) return nothingKept(*ranked.front(), false, Split::Validation);
    return Error{ErrorCode::RunNotFound, "there is no run with a best epoch to choose from", "", "train a network first"};
}

/// The newest with a best epoch; the newest of all where there is none.
const RunSummary* newestOf(std::span<const RunSummary* const> runs) {
    const auto found =
        std::ranges::max_element(runs, {}, [](const RunSummary* run) { return std::pair(run->best.has_value(), run->number); });
    return found == runs.end() ? nullptr : *found;
}

/// Of this split, one entry.
Result<StoredPredictions> loadSplit(RunStore& store, const RunSummary& run, Split split) {
    Result<StoredPredictions> stored = store.loadPredictionsOf(run.id, split);
    if (!stored || !stored->splits.empty()) return stored;
    const Result<std::vector<Split>> kept = store.predictedSplitsOf(run.id);
    return kept ? nothingKept(run, !kept->empty(), split) : kept.error();
}

} // namespace

Result<GalleryRuns> chooseGalleryRuns(RunStore& store, std::span<const RunSummary* const> candidates, const std::string& best,
                                      const std::string& worst, bool strict) {
    std::optional<RunSummary> anchor;
    for (const std::string& name : {worst, best}) {
        if (byValidation(name)) continue;
        const Result<RunSummary> named = store.find(name);
        if (!named) return named.error();
        anchor = *named;
    }
    if (!anchor && !candidates.empty()) anchor = *newestOf(candidates);
    if (!anchor) return Error{ErrorCode::RunNotFound, "there are no runs yet", store.directory(), "train a network first"};
    const Result<std::vector<const RunSummary*>> equal = ofEqualData(candidates, *anchor, strict);
    if (!equal) return equal.error();
    const std::vector<const RunSummary*> ranked = rankedRuns(*equal);
    GalleryRuns chosen;
    const auto choose = [&](const std::string& name, bool first) {
        if (!byValidation(name)) return store.find(name);
        if (name.empty() ? first : name == "@best") return firstPredicted(store, ranked, chosen.passedOver);
        return firstPredicted(store, ranked | std::views::reverse, chosen.passedOver);
    };
    Result<RunSummary> right = choose(best, true);
    if (!right) return right.error();
    Result<RunSummary> wrong = choose(worst, false);
    if (!wrong) return wrong.error();
    chosen.best = *std::move(right);
    chosen.worst = *std::move(wrong);
    return chosen;
}

Result<PredictionPair> loadPredictionPair(RunStore& store, const RunSummary& best, const RunSummary& worst, std::optional<Split> split) {
    if (best.dataFingerprint != worst.dataFingerprint) return differentData(best, worst);
    const Result<Split> wanted = gallerySplit(store, best, split);
    if (!wanted) return wanted.error();
    Result<StoredPredictions> first = loadSplit(store, best, *wanted);
    if (!first) return first.error();
    Result<StoredPredictions> second = best.id == worst.id ? first : loadSplit(store, worst, *wanted);
    if (!second) return second.error();
    return PredictionPair{std::move(first->classNames), std::move(first->splits[0]), std::move(second->splits[0]), best.id == worst.id};
}

Result<Split> gallerySplit(RunStore& store, const RunSummary& best, std::optional<Split> asked) {
    if (asked) return *asked;
    const Result<std::vector<Split>> kept = store.predictedSplitsOf(best.id);
    if (!kept) return kept.error();
    return std::ranges::find(*kept, Split::Test) != kept->end() ? Split::Test : Split::Validation;
}

std::vector<const RunSummary*> rankedRuns(std::span<const RunSummary* const> runs) {
    std::vector<const RunSummary*> ranked;
    std::ranges::copy_if(runs, std::back_inserter(ranked),
                         [](const RunSummary* run) { return run->best && !std::isnan(rankedAccuracy(*run->best)); });
    std::ranges::sort(ranked, std::greater<>(), [](const RunSummary* run) { return std::pair(rankedAccuracy(*run->best), run->number); });
    return ranked;
}

std::vector<const RunSummary*> placesOf(std::span<const RunSummary> runs) {
    std::vector<const RunSummary*> places;
    for (const RunSummary& run : runs) places.push_back(&run);
    return places;
}

} // namespace epochlab::core
