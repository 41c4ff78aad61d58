#include "handin/run_checks.h"

#include "base/number_text.h"
#include "store/store_writer.h"

#include <bit>
#include <cmath>
#include <limits>
#include <tuple>

namespace epochlab::core {
namespace {

using Values = std::map<std::int64_t, double>; ///< by epoch

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

bool same(double left, double right) { return std::bit_cast<std::uint64_t>(left) == std::bit_cast<std::uint64_t>(right); }
/// Where there is no split, one says NaN and the other nothing.
bool sameOrNone(double left, double right) { return same(left, right) || (std::isnan(left) && std::isnan(right)); }

Values valuesOf(const StoredCurves& curves, std::string_view series) {
    Values values;
    for (const MetricBlock& block : curves.metrics)
        if (block.series == series)
            for (std::size_t i = 0; i < block.values.size(); ++i) values[block.epoch + static_cast<std::int64_t>(i)] = block.values[i];
    return values;
}

double at(const Values& values, std::int64_t epoch) {
    const auto found = values.find(epoch);
    return found == values.end() ? nothing : found->second;
}

/// The best epoch that the series themselves have, in the order of the loop.
std::optional<BestEpoch> bestOf(const StoredCurves& curves, std::int64_t epochs) {
    const Values validation = valuesOf(curves, "validation_accuracy");
    const Values loss = valuesOf(curves, "validation_loss");
    const Values training = valuesOf(curves, "training_accuracy");
    const Values test = valuesOf(curves, "test_accuracy");
    std::optional<BestEpoch> best;
    for (std::int64_t epoch = 1; epoch <= epochs; ++epoch) {
        if (!validation.contains(epoch) && !training.contains(epoch)) continue;
        const BestEpoch candidate{epoch, at(validation, epoch), at(loss, epoch), at(training, epoch), at(test, epoch)};
        if (!best || isBetter(candidate, *best)) best = candidate;
    }
    return best;
}

void checkBest(const RunSummary& run, const StoredCurves& curves, std::vector<HandInFinding>& findings) {
    const std::optional<BestEpoch> best = bestOf(curves, run.epochs);
    if (!best && !run.best) return;
    const auto find = [&](const std::string& sentence) { findings.push_back({"best-epoch", "run " + run.id + ": " + sentence}); };
    if (!best || !run.best) return find("its best epoch and its curves are not of one training");
    if (best->epoch != run.best->epoch)
        return find("it says that epoch " + std::to_string(run.best->epoch) + " is its best, but by its curves epoch " +
                    std::to_string(best->epoch) + " is");
    for (const auto& [name, there, here] : {std::tuple("validation accuracy", run.best->validationAccuracy, best->validationAccuracy),
                                            std::tuple("validation loss", run.best->validationLoss, best->validationLoss),
                                            std::tuple("test accuracy", run.best->testAccuracy, best->testAccuracy)})
        if (!sameOrNone(there, here))
            return find(std::string("its best epoch says ") + name + " " + exactText(there) + ", its curve " + exactText(here));
}

double accuracyOf(const PredictedRows& rows) {
    std::size_t right = 0;
    for (std::size_t i = 0; i < rows.labels.size() && i < rows.predictions.classes.size(); ++i)
        right += rows.labels[i] == rows.predictions.classes[i] ? 1 : 0;
    return rows.labels.empty() ? nothing : static_cast<double>(right) / static_cast<double>(rows.labels.size());
}

/// The answers were given by the best epoch, so they must come to its accuracy.
void checkPredictions(RunStore& store, const RunSummary& run, std::vector<HandInFinding>& findings) {
    constexpr double rounding = 1e-9;
    const Result<StoredPredictions> stored = store.loadPredictionsOf(run.id);
    if (!stored || !run.best) return;
    for (const PredictedRows& rows : stored->splits) {
        const bool validation = rows.predictions.split == Split::Validation;
        const double said = validation ? run.best->validationAccuracy : run.best->testAccuracy;
        const double counted = accuracyOf(rows);
        if (rows.epoch == run.best->epoch && std::abs(said - counted) <= rounding) continue;
        findings.push_back({"edited-metric", "run " + run.id + ": its " + (validation ? "validation" : "test") +
                                                 " rows were answered with accuracy " + exactText(counted) + ", and it says " +
                                                 exactText(said)});
    }
}

} // namespace

void checkRun(RunStore& store, const RunSummary& run, std::vector<HandInFinding>& findings) {
    const Result<StoredCurves> curves = store.loadCurvesOf(run.id);
    if (!curves) return findings.push_back({"unreadable-run", "run " + run.id + ": " + describe(curves.error())});
    if (run.state != runEndName(RunEnd::Finished))
        findings.push_back({"unfinished-run", "run " + run.id + " was not trained to its end: " + run.state});
    const Values losses = valuesOf(*curves, "training_loss");
    if (static_cast<std::int64_t>(losses.size()) != run.epochs)
        findings.push_back({"epochs", "run " + run.id + " says " + std::to_string(run.epochs) + " epochs, and its curve has " +
                                          std::to_string(losses.size())});
    checkBest(run, *curves, findings);
    checkPredictions(store, run, findings);
}

namespace {

/// Whether the two were trained so alike that every bit must be the same.
bool mustBeEqual(const RunSummary& original, const RunSummary& rerun) {
    return original.instructionSet == rerun.instructionSet && original.threads == rerun.threads && original.engine == rerun.engine &&
           original.version == rerun.version && original.device == rerun.device && !rerun.device.starts_with("cuda");
}

void judge(RunStore& store, const RunSummary& run, const RunId& again, HandInVerdict& verdict) {
    const Result<RunSummary> rerun = store.find(again);
    const Result<RerunVerdict> judged = store.judgeRerun(run.id, again);
    if (!rerun || !judged) {
        const Error& error = rerun ? judged.error() : rerun.error();
        return verdict.findings.push_back({"rerun-failed", "run " + run.id + " could not be trained to its end again: " + describe(error)});
    }
    verdict.rerun.push_back(run.id);
    if (judged->identical) return;
    if (rerun->dataFingerprint != run.dataFingerprint)
        return verdict.findings.push_back({"other-data", "run " + run.id + " was trained on other data than are here: fingerprint " +
                                                             run.dataFingerprint + ", here " + rerun->dataFingerprint});
    const bool close =
        run.best && rerun->best && std::abs(run.best->validationAccuracy - rerun->best->validationAccuracy) <= rerunTolerance;
    if (mustBeEqual(run, *rerun) || !close)
        return verdict.findings.push_back({"edited-metric", "run " + run.id + " trained again is another: " + judged->text});
    verdict.notes.push_back("run " + run.id + " trained again is within " + exactText(rerunTolerance) +
                            " of its best accuracy; not bit for bit, as this machine trains otherwise: " + judged->text);
}

} // namespace

void rerunAndCompare(const std::string& directory, const RunSummary& run, const HandInCheck& check, HandInVerdict& verdict) {
    RunStore store(directory);
    const Result<ResumableRun> claimed = store.claimRerun(run.id);
    if (!claimed) return verdict.notes.push_back("run " + run.id + " cannot be trained again: " + describe(claimed.error()));
    RunRequest request = requestToResume(*claimed);
    const bool ofFiles = request.config.text("data").find('/') != std::string::npos;
    if (ofFiles && !check.data.empty()) (void)request.config.set("data", check.data);
    {
        StoreWriter writer(directory);
        LiveRun again(toBeKept(std::move(request)), check.services, writer);
        again.wait();
    }
    judge(store, run, claimed->id, verdict);
}

} // namespace epochlab::core
