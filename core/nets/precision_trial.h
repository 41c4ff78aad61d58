#pragma once

#include "base/result.h"
#include "base/work_watch.h"

#include <functional>
#include <string>

namespace epochlab::core {

/// What a trial of both precisions has shown.
struct PrecisionTrial {
    bool fast = false;   ///< worth its lost digits
    double factor = 1.0; ///< so many times as fast as exact steps
    int steps = 0;       ///< measured of each
};

/// A training step in float32 or in bfloat16 with channels last, whole when it returns.
using TrialStep = std::function<Result<void>(bool fast)>;

/// Takes steps of both kinds in turn, the first of each unmeasured, and compares the shortest ones. Fast steps that are hopeless are not
/// repeated, and long ones not often. `clock` gives seconds. The first error of a step; Stopped.
Result<PrecisionTrial> tryPrecisions(const TrialStep& step, const std::function<double()>& clock, const WorkWatch& watch);

/// "fast: bfloat16, 2.1 times as fast as float32 in a trial of 3 steps of each"
std::string trialInWords(const PrecisionTrial& trial);

} // namespace epochlab::core
