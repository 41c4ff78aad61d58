#include "run/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace epochlab::core {

double Schedule::rateAt(std::int64_t step) const {
    const double perEpoch = static_cast<double>(std::max<std::int64_t>(1, stepsPerEpoch));
    const double warmupSteps = warmupEpochs * perEpoch;
    const double position = static_cast<double>(step);
    if (position < warmupSteps) return baseRate * std::min(1.0, (position + 1.0) / warmupSteps);
    if (kind == Kind::Step) return baseRate * std::pow(stepFactor, std::floor(position / (stepEveryEpochs * perEpoch)));
    if (kind == Kind::Cosine) {
        const double length = static_cast<double>(epochs) * perEpoch - warmupSteps;
        const double share = length > 0.0 ? std::clamp((position - warmupSteps) / length, 0.0, 1.0) : 1.0;
        return baseRate * (minimumShare + (1.0 - minimumShare) * 0.5 * (1.0 + std::cos(std::numbers::pi * share)));
    }
    return baseRate;
}

Schedule makeSchedule(const ParamSet& config, std::int64_t stepsPerEpoch) {
    Schedule schedule;
    const std::string& kind = config.text("schedule");
    schedule.kind = kind == "step" ? Schedule::Kind::Step : kind == "cosine" ? Schedule::Kind::Cosine : Schedule::Kind::Constant;
    schedule.baseRate = config.real("learning-rate");
    schedule.minimumShare = config.real("schedule-minimum");
    schedule.stepFactor = config.real("schedule-factor");
    schedule.stepEveryEpochs = config.real("schedule-every");
    schedule.warmupEpochs = config.real("warmup");
    schedule.epochs = config.integer("epochs");
    schedule.stepsPerEpoch = stepsPerEpoch;
    return schedule;
}

} // namespace epochlab::core
