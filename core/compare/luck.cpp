#include "compare/luck.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace epochlab::core {
namespace {

std::string fourDigits(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4f", value);
    return text;
}

} // namespace

Luck::Luck(double accuracy, std::vector<double> finished) : run(accuracy), others(std::move(finished)) {
    std::vector<double> values = others;
    values.push_back(run);
    all = spreadOf(values);
    minimum = *std::ranges::min_element(values);
    maximum = *std::ranges::max_element(values);
}

std::string Luck::sentence() const {
    const std::string count = std::to_string(others.size()) + (others.size() == 1 ? " other seed" : " other seeds");
    if (others.empty()) return "no other seed finished, so nothing can be said of luck";
    const auto better = std::ranges::count_if(others, [this](double other) { return other > run; });
    const auto worse = std::ranges::count_if(others, [this](double other) { return other < run; });
    if (better + worse == 0) return "the seed makes no difference: " + count + " reached the same accuracy";
    if (better == 0) return "luck may be part of it: none of " + count + " did better than the run's " + fourDigits(run);
    if (worse == 0) return "bad luck may be part of it: none of " + count + " did worse than the run's " + fourDigits(run);
    return "it is not luck: the run's " + fourDigits(run) + " lies within what " + count + " reached";
}

double rankedAccuracy(const BestEpoch& best) {
    return std::isnan(best.validationAccuracy) ? best.trainingAccuracy : best.validationAccuracy;
}

Result<std::vector<PlannedRun>> planOtherSeeds(const ParamSet& config, std::int64_t count) {
    Sweep sweep;
    sweep.base = config;
    sweep.seeds = count;
    if (const Result<void> next = sweep.base.set("seed", config.integer("seed") + 1); !next) return next.error();
    return planRuns(sweep);
}

} // namespace epochlab::core
