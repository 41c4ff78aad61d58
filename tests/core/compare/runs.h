#pragma once

#include "compare/compared_run.h"
#include "support/config.h"

#include <string>
#include <utility>
#include <vector>

namespace epochlab::test {

inline core::BestEpoch bestEpoch(double validation, double test = 0.5, std::int64_t epoch = 3) {
    return {
        .epoch = epoch, .validationAccuracy = validation, .validationLoss = 1 - validation, .trainingAccuracy = 0.9, .testAccuracy = test};
}

/// A finished run with these fields.
inline core::ComparedRun comparedRun(std::string id, const Fields& fields, std::optional<core::BestEpoch> best = {}) {
    return {.id = std::move(id), .name = "", .config = configOf(fields), .state = "finished", .best = best};
}

inline core::ComparedRun withSeries(core::ComparedRun run, const std::string& name, std::vector<double> x, std::vector<double> y) {
    run.series[name] = std::make_shared<const core::ComparedSeries>(core::ComparedSeries{std::move(x), std::move(y)});
    return run;
}

/// Values of epochs 1, 2, …
inline core::ComparedRun withEpochs(core::ComparedRun run, const std::string& name, std::vector<double> y) {
    std::vector<double> x;
    for (std::size_t i = 0; i < y.size(); ++i) x.push_back(static_cast<double>(i + 1));
    return withSeries(std::move(run), name, std::move(x), std::move(y));
}

} // namespace epochlab::test
