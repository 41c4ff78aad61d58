#include "nets/precision_trial.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>

namespace epochlab::core {
namespace {

constexpr int mostSteps = 3;
constexpr double longestTrial = 10.0;  ///< seconds after which no further steps are begun
constexpr double worthwhile = 1.1;     ///< less is not worth the digits
constexpr double hopeless = 1.0 / 3.0; ///< by the first, unmeasured steps

/// Of one step; Stopped.
Result<double> secondsOf(const TrialStep& step, bool fast, const std::function<double()>& clock, const WorkWatch& watch) {
    watch.tell("a trial of both precisions", 0, 0);
    if (watch.stop.stop_requested()) return Error{ErrorCode::Stopped, "the trial of both precisions was stopped", "", "start again"};
    const double before = clock();
    if (const Result<void> done = step(fast); !done) return done.error();
    return clock() - before;
}

} // namespace

Result<PrecisionTrial> tryPrecisions(const TrialStep& step, const std::function<double()>& clock, const WorkWatch& watch) {
    const double begin = clock();
    std::array<double, 2> shortest{};
    for (PrecisionTrial trial;; ++trial.steps) {
        const bool isFirst = trial.steps == 0;
        for (const bool fast : {false, true}) {
            const Result<double> seconds = secondsOf(step, fast, clock, watch);
            if (!seconds) return seconds.error();
            double& best = shortest[fast ? 1 : 0];
            // The first step also finds memory and plans its kernels.
            best = trial.steps <= 1 ? *seconds : std::min(best, *seconds);
        }
        trial.factor = shortest[1] > 0.0 ? shortest[0] / shortest[1] : 1.0;
        trial.fast = trial.factor >= worthwhile;
        const bool settled = isFirst ? trial.factor < hopeless : trial.steps == mostSteps || clock() - begin > longestTrial;
        if (!settled) continue;
        trial.steps = std::max(1, trial.steps);
        return trial;
    }
}

std::string trialInWords(const PrecisionTrial& trial) {
    std::array<char, 16> factor{};
    std::snprintf(factor.data(), factor.size(), "%.2g", trial.factor);
    const std::string steps = trial.steps == 1 ? "1 step" : std::to_string(trial.steps) + " steps";
    return std::string(trial.fast ? "fast" : "exact") + ": bfloat16 was " + factor.data() + " times as fast as float32 in a trial of " +
           steps + " of each";
}

} // namespace epochlab::core
