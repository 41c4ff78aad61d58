#pragma once

#include "params/param_set.h"

#include <cstdint>

namespace epochlab::core {

/// The learning rate as a function of the step: constant, step or cosine, after a linear warm-up.
/// Cosine: Loshchilov and Hutter, "SGDR", ICLR 2017, without restarts, to `schedule-minimum` × base.
struct Schedule {
    enum class Kind { Constant, Step, Cosine };
    Kind kind = Kind::Constant;
    double baseRate = 0.001;
    double minimumShare = 0.0;
    double stepFactor = 0.1;
    double stepEveryEpochs = 10.0;
    double warmupEpochs = 0.0;
    std::int64_t epochs = 50;
    std::int64_t stepsPerEpoch = 1;

    /// step counts from 0.
    double rateAt(std::int64_t step) const;
};

Schedule makeSchedule(const ParamSet& config, std::int64_t stepsPerEpoch);

} // namespace epochlab::core
