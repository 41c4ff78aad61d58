#include "compare/gallery_runs.h"

#include "compare/luck.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::core {
namespace {

const PredictedRows* findSplit(const StoredPredictions& stored, Split split) {
    const auto found = std::ranges::find_if(stored.splits, [split](const PredictedRows& each) { return each.predictions.split == split; });
    return found == stored.splits.end() ? nullptr : &*found;
}

Error nothingKept(const RunSummary& run, const StoredPredictions& stored, Split split) {
    const std::string where = run.name.empty() ? run.id : run.name + ", " + run.id;
    if (!stored.splits.empty())
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
Result<std::vector<RunSummary>> ofEqualData(std::vector<RunSummary> runs, const RunSummary& anchor, bool strict) {
    const auto other = [&anchor](const RunSummary& run) { return run.dataFingerprint != anchor.dataFingerprint; };
    const auto found = std::ranges::find_if(runs, other);
    if (strict && found != runs.end()) return differentData(anchor, *found);
    std::erase_if(runs, other);
    return runs;
}

/// The best or worst of runs whose predictions are kept; what was passed over is counted.
Result<RunSummary> ranked(RunStore& store, std::vector<RunSummary> runs, bool best, std::size_t& passedOver) {
    std::optional<RunSummary> first;
    while (const auto both = bestAndWorst(runs)) {
        const RunSummary& run = best ? both->first : both->second;
        const Result<StoredPredictions> stored = store.loadPredictionsOf(run.id);
        if (stored && !stored->splits.empty()) return run;
        if (!first) first = run;
        ++passedOver;
        std::erase_if(runs, [&run](const RunSummary& each) { return each.id == run.id; });
    }
    if (first) return nothingKept(*first, {}, Split::Validation);
    return Error{ErrorCode::RunNotFound, "there is no run with a best epoch to choose from", "", "train a network first"};
}

/// The newest with a best epoch; the newest of all where there is none.
const RunSummary* newestOf(const std::vector<RunSummary>& runs) {
    const auto found =
        std::ranges::max_element(runs, {}, [](const RunSummary& run) { return std::pair(run.best.has_value(), run.number); });
    return found == runs.end() ? nullptr : &*found;
}

} // namespace

Result<GalleryRuns> chooseGalleryRuns(RunStore& store, std::vector<RunSummary> candidates, const std::string& best,
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
    const Result<std::vector<RunSummary>> equal = ofEqualData(std::move(candidates), *anchor, strict);
    if (!equal) return equal.error();
    GalleryRuns chosen;
    const auto choose = [&](const std::string& name, bool first) {
        return byValidation(name) ? ranked(store, *equal, name.empty() ? first : name == "@best", chosen.passedOver) : store.find(name);
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
    Result<StoredPredictions> first = store.loadPredictionsOf(best.id);
    if (!first) return first.error();
    Result<StoredPredictions> second = best.id == worst.id ? first : store.loadPredictionsOf(worst.id);
    if (!second) return second.error();
    const Split wanted = split.value_or(findSplit(*first, Split::Test) ? Split::Test : Split::Validation);
    const PredictedRows* const bestRows = findSplit(*first, wanted);
    if (!bestRows) return nothingKept(best, *first, wanted);
    const PredictedRows* const worstRows = findSplit(*second, wanted);
    if (!worstRows) return nothingKept(worst, *second, wanted);
    return PredictionPair{std::move(first->classNames), *bestRows, *worstRows, best.id == worst.id};
}

std::optional<std::pair<RunSummary, RunSummary>> bestAndWorst(std::span<const RunSummary> runs) {
    const RunSummary* best = nullptr;
    const RunSummary* worst = nullptr;
    const auto rank = [](const RunSummary& run) { return run.best ? rankedAccuracy(*run.best) : std::numeric_limits<double>::quiet_NaN(); };
    for (const RunSummary& run : runs) {
        if (std::isnan(rank(run))) continue;
        const auto above = [&](const RunSummary& other) {
            return rank(run) != rank(other) ? rank(run) > rank(other) : run.number > other.number;
        };
        if (!best || above(*best)) best = &run;
        if (!worst || !above(*worst)) worst = &run;
    }
    if (!best) return std::nullopt;
    return std::pair{*best, *worst};
}

} // namespace epochlab::core
