#include "compare/compared_run.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::core {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double valueAt(const ComparedSeries& series, double place) {
    const auto at = std::ranges::lower_bound(series.x, place);
    return at == series.x.end() || *at != place ? unknown : series.y[static_cast<std::size_t>(at - series.x.begin())];
}

} // namespace

std::string Metric::words() const {
    std::string text = series;
    std::ranges::replace(text, '_', ' ');
    return text;
}

std::optional<BestEpoch> bestOfSeries(const ComparedRun& run) {
    const auto found = run.series.find("validation_accuracy");
    if (found == run.series.end()) return std::nullopt;
    const ComparedSeries& ranked = *found->second;
    const auto valueOf = [&run](const char* name, double place) {
        const auto series = run.series.find(name);
        return series == run.series.end() ? unknown : valueAt(*series->second, place);
    };
    std::optional<BestEpoch> best;
    for (std::size_t i = 0; i < ranked.x.size(); ++i) {
        if (!std::isfinite(ranked.y[i])) continue;
        BestEpoch candidate{.epoch = static_cast<std::int64_t>(ranked.x[i]), .validationAccuracy = ranked.y[i]};
        candidate.validationLoss = valueOf("validation_loss", ranked.x[i]);
        if (best && !isBetter(candidate, *best)) continue;
        candidate.trainingAccuracy = valueOf("training_accuracy", ranked.x[i]);
        candidate.testAccuracy = valueOf("test_accuracy", ranked.x[i]);
        best = candidate;
    }
    return best;
}

double valueAtBest(const ComparedRun& run, const Metric& metric) {
    if (!run.best) return unknown;
    if (metric.series == "validation_accuracy") return run.best->validationAccuracy;
    if (metric.series == "validation_loss") return run.best->validationLoss;
    if (metric.series == "training_accuracy") return run.best->trainingAccuracy;
    if (metric.series == "test_accuracy") return run.best->testAccuracy;
    const auto found = run.series.find(metric.series);
    if (found == run.series.end()) return unknown;
    const double place = static_cast<double>(run.best->epoch) * (metric.series == "batch_loss" ? run.stepsPerEpoch : 1.0);
    return valueAt(*found->second, place);
}

} // namespace epochlab::core
