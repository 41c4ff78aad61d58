#include "run/schedule.h"

#include "params/model_fields.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace epochlab::core {

double Schedule::warmupSteps() const { return warmupEpochs * static_cast<double>(std::max<std::int64_t>(1, stepsPerEpoch)); }

double Schedule::rateAt(std::int64_t step) const {
    const double perEpoch = static_cast<double>(std::max<std::int64_t>(1, stepsPerEpoch));
    const double position = static_cast<double>(step);
    const double start = static_cast<double>(since);
    if (position < warmupSteps()) return baseRate * std::min(1.0, (position + 1.0) / warmupSteps());
    if (kind == Kind::Step) {
        const double from = since > 0 ? std::max(start, warmupSteps()) : 0.0; // the run's own is counted from the start, warm-up and all
        return baseRate * std::pow(stepFactor, std::floor((position - from) / (stepEveryEpochs * perEpoch)));
    }
    if (kind == Kind::Cosine) {
        const double from = std::max(start, warmupSteps());
        const double length = static_cast<double>(epochs) * perEpoch - from;
        const double share = length > 0.0 ? std::clamp((position - from) / length, 0.0, 1.0) : 1.0;
        return baseRate * (minimumShare + (1.0 - minimumShare) * 0.5 * (1.0 + std::cos(std::numbers::pi * share)));
    }
    return baseRate;
}

ScheduleShape Schedule::shape() const {
    ScheduleShape shape{.kind = kind};
    if (kind == Kind::Cosine) shape.minimumShare = minimumShare;
    if (kind == Kind::Step) {
        shape.stepFactor = stepFactor;
        shape.stepEveryEpochs = stepEveryEpochs;
    }
    return shape;
}

void Schedule::change(const ChangedSchedule& to) {
    if (kind == Kind::Constant && to.shape.kind == Kind::Constant) return; // counted from anywhere it is the same
    kind = to.shape.kind;
    minimumShare = to.shape.minimumShare;
    stepFactor = to.shape.stepFactor;
    stepEveryEpochs = to.shape.stepEveryEpochs;
    since = to.since;
}

ScheduleShape scheduleShapeOf(const ParamSet& config) { return makeSchedule(config, 1).shape(); }

Schedule makeSchedule(const ParamSet& config, std::int64_t stepsPerEpoch) {
    Schedule schedule;
    schedule.baseRate = baseRateOf(config);
    schedule.epochs = trainingLength(config);
    schedule.stepsPerEpoch = stepsPerEpoch;
    const std::string& kind = config.text("schedule");
    schedule.kind = kind == "step" ? Schedule::Kind::Step : kind == "cosine" ? Schedule::Kind::Cosine : Schedule::Kind::Constant;
    schedule.minimumShare = config.real("schedule-minimum");
    schedule.stepFactor = config.real("schedule-factor");
    schedule.stepEveryEpochs = config.real("schedule-every");
    schedule.warmupEpochs = config.real("warmup");
    return schedule;
}

} // namespace epochlab::core
