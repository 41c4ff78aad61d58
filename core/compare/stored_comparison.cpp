#include "compare/stored_comparison.h"

namespace epochlab::core {
namespace {

/// An epoch's values carry the step at its end.
double stepsPerEpochOf(const StoredCurves& curves) {
    for (const MetricBlock& block : curves.metrics)
        if (block.series != "batch_loss" && block.epoch > 0 && block.firstStep >= block.epoch)
            return static_cast<double>(block.firstStep) / static_cast<double>(block.epoch);
    return 1.0;
}

} // namespace

Result<ComparedRun> loadComparedRun(RunStore& store, const RunSummary& run) {
    ComparedRun compared{.id = run.id, .name = run.name, .config = std::nullopt, .state = run.state, .best = run.best};
    if (run.state != "imported") {
        Result<ParamSet> config = store.loadConfigOf(run.id);
        if (!config) return config.error();
        compared.config = *std::move(config);
    }
    const Result<StoredCurves> curves = store.loadCurvesOf(run.id);
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

Result<TabledRun> loadTabledRun(RunStore& store, const RunSummary& run, const Metric& metric) {
    Result<ComparedRun> compared = loadComparedRun(store, run);
    if (!compared) return compared.error();
    TabledRun tabled{.run = *std::move(compared)};
    const std::optional<Split> split = splitOf(metric);
    if (!split) return tabled;
    const Result<StoredPredictions> stored = store.loadPredictionsOf(run.id);
    if (!stored) return stored.error();
    for (const PredictedRows& rows : stored->splits)
        if (rows.predictions.split == *split)
            tabled.answers = std::make_shared<const AnsweredRows>(answeredRows(
                run.dataFingerprint, static_cast<std::int64_t>(stored->classNames.size()), rows.labels, rows.predictions.classes));
    return tabled;
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
