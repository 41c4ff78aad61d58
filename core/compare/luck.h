#pragma once

#include "compare/summary.h"
#include "run/events.h"
#include "run/sweep.h"

#include <string>
#include <vector>

namespace epochlab::core {

/// Is it luck? A run's best accuracy among those of the same settings with other seeds.
struct Luck {
    double run = 0.0;
    std::vector<double> others; ///< of those that finished
    Spread all{};               ///< the run among them
    double minimum = 0.0;
    double maximum = 0.0;

    Luck(double accuracy, std::vector<double> finished);
    /// One sentence, without a full stop.
    std::string sentence() const;
};

/// What ranks a run: validation accuracy, training accuracy where there is no validation split.
double rankedAccuracy(const BestEpoch& best);

/// The settings with the `count` seeds that follow their own. ConfigRange where there are not so many.
Result<std::vector<PlannedRun>> planOtherSeeds(const ParamSet& config, std::int64_t count);

} // namespace epochlab::core
