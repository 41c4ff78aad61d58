#include "compare/compared_run.h"

#include <algorithm>
#include <limits>

namespace epochlab::core {

std::string Metric::words() const {
    std::string text = series;
    std::ranges::replace(text, '_', ' ');
    return text;
}

double valueAtBest(const ComparedRun& run, const Metric& metric) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    if (!run.best) return unknown;
    if (metric.series == "validation_accuracy") return run.best->validationAccuracy;
    if (metric.series == "validation_loss") return run.best->validationLoss;
    if (metric.series == "training_accuracy") return run.best->trainingAccuracy;
    if (metric.series == "test_accuracy") return run.best->testAccuracy;
    const auto found = run.series.find(metric.series);
    if (found == run.series.end()) return unknown;
    const double place = static_cast<double>(run.best->epoch) * (metric.series == "batch_loss" ? run.stepsPerEpoch : 1.0);
    const auto& [x, y] = *found->second;
    const auto at = std::ranges::lower_bound(x, place);
    return at == x.end() || *at != place ? unknown : y[static_cast<std::size_t>(at - x.begin())];
}

} // namespace epochlab::core
