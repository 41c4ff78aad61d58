#include "compare/stored_comparison.h"

#include <algorithm>
#include <array>

namespace epochlab::core {
namespace {

/// An epoch's values carry the step at its end.
double stepsPerEpochOf(const StoredCurves& curves) {
    for (const MetricBlock& block : curves.metrics)
        if (block.series != "batch_loss" && block.epoch > 0 && block.firstStep >= block.epoch)
            return static_cast<double>(block.firstStep) / static_cast<double>(block.epoch);
    return 1.0;
}

/// What BestEpoch has, an imported run has in series alone.
constexpr std::array bestSeries{"validation_accuracy", "validation_loss", "training_accuracy", "test_accuracy"};

/// only: as for RunStore::loadCurvesOf().
Result<ComparedRun> loadCompared(RunStore& store, const RunSummary& run, const std::vector<std::string>& only) {
    ComparedRun compared{.id = run.id, .name = run.name, .config = std::nullopt, .state = run.state, .best = run.best};
    if (run.state != "imported") {
        Result<ParamSet> config = store.loadConfigOf(run.id);
        if (!config) return config.error();
        compared.config = *std::move(config);
    }
    const Result<StoredCurves> curves = store.loadCurvesOf(run.id, only);
    if (!curves) return curves.error();
    compared.stepsPerEpoch = stepsPerEpochOf(*curves);
    compared.steered = !curves->learningRates.empty();
    std::map<std::string, std::shared_ptr<ComparedSeries>> series;
    for (const MetricBlock& block : curves->metrics) {
        std::shared_ptr<ComparedSeries>& into = series[block.series];
        if (!into) into = std::make_shared<ComparedSeries>();
        const std::int64_t first = block.series == "batch_loss" ? block.firstStep : block.epoch;
        for (std::size_t i = 0; i < block.values.size(); ++i) into->x.push_back(static_cast<double>(first + static_cast<std::int64_t>(i)));
        into->y.insert(into->y.end(), block.values.begin(), block.values.end());
    }
    compared.series.insert(series.begin(), series.end());
    if (!compared.config) compared.best = bestOfSeries(compared);
    return compared;
}

} // namespace

Result<ComparedRun> loadComparedRun(RunStore& store, const RunSummary& run) { return loadCompared(store, run, {}); }

Result<TabledRun> loadTabledRun(RunStore& store, const RunSummary& run, const Metric& metric) {
    std::vector<std::string> only{metric.series, "training_loss"}; // this one says how many steps an epoch has
    if (run.state == "imported") only.insert(only.end(), bestSeries.begin(), bestSeries.end());
    std::ranges::sort(only);
    only.erase(std::ranges::unique(only).begin(), only.end());
    Result<ComparedRun> compared = loadCompared(store, run, only);
    if (!compared) return compared.error();
    Result<std::shared_ptr<const AnsweredRows>> answers = loadAnsweredRows(store, run, metric);
    if (!answers) return answers.error();
    return TabledRun{.run = *std::move(compared), .answers = *std::move(answers)};
}

Result<std::shared_ptr<const AnsweredRows>> loadAnsweredRows(RunStore& store, const RunSummary& run, const Metric& metric) {
    std::shared_ptr<const AnsweredRows> answers;
    const std::optional<Split> split = splitOf(metric);
    if (!split) return answers;
    const Result<StoredPredictions> stored = store.loadPredictionsOf(run.id, split);
    if (!stored) return stored.error();
    for (const PredictedRows& rows : stored->splits)
        answers = std::make_shared<const AnsweredRows>(
            answeredRows(run.dataFingerprint, static_cast<std::int64_t>(stored->classNames.size()), rows.labels, rows.predictions.classes));
    return answers;
}

Result<AnsweredCounts> answeredCounts(RunStore& store, const RunId& run) {
    const Result<StoredPredictions> stored = store.loadPredictionsOf(run);
    if (!stored) return stored.error();
    AnsweredCounts counts;
    for (const PredictedRows& rows : stored->splits)
        (rows.predictions.split == Split::Test ? counts.test : counts.validation) = static_cast<std::int64_t>(rows.labels.size());
    return counts;
}

} // namespace epochlab::core
