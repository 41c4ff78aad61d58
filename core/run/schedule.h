#pragma once

#include "base/result.h"
#include "params/param_set.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace epochlab::core {

/// A kind of schedule and what that kind asks for. Fields of the other kinds keep their defaults, so that equal schedules compare equal.
struct ScheduleShape {
    enum class Kind { Constant, Step, Cosine };
    Kind kind = Kind::Constant;
    double minimumShare = 0.0;     ///< Cosine
    double stepFactor = 0.1;       ///< Step
    double stepEveryEpochs = 10.0; ///< Step
    bool operator==(const ScheduleShape&) const = default;
};

/// What took the place of a run's own schedule while it was trained.
struct ChangedSchedule {
    ScheduleShape shape;
    std::int64_t since = 0; ///< steps done before
    bool operator==(const ChangedSchedule&) const = default;
};

/// The learning rate as a function of the step: constant, step or cosine, after a linear warm-up.
/// Cosine: Loshchilov and Hutter, "SGDR", ICLR 2017, without restarts, to `schedule-minimum` × base.
struct Schedule {
    using Kind = ScheduleShape::Kind;
    Kind kind = Kind::Constant;
    double baseRate = 0.001;
    double minimumShare = 0.0;
    double stepFactor = 0.1;
    double stepEveryEpochs = 10.0;
    double warmupEpochs = 0.0;
    std::int64_t epochs = 50;
    std::int64_t stepsPerEpoch = 1;
    std::int64_t since = 0; ///< the step it is counted from: 0, or where it was changed
    bool operator==(const Schedule&) const = default;

    /// step counts from 0.
    double rateAt(std::int64_t step) const;
    /// What a change at this step goes on with: the rate there, and before the warm-up's end the one that it leads to.
    double heldAt(std::int64_t step) const { return static_cast<double>(step) < warmupSteps() ? baseRate : rateAt(step); }
    ScheduleShape shape() const;
    /// From a step on it is counted from there (from the warm-up's end, where that comes later): a cosine falls over the epochs that are
    /// left, a step schedule cuts after so many epochs more. The warm-up does not come again.
    void change(const ChangedSchedule& to);

private:
    double warmupSteps() const;
};

Schedule makeSchedule(const ParamSet& config, std::int64_t stepsPerEpoch);

/// The shape that the fields `schedule` and `schedule-…` say.
ScheduleShape scheduleShapeOf(const ParamSet& config);
/// The same, the other way round. Precondition: the shape's values are in their fields' ranges.
void setScheduleShape(ParamSet& config, const ScheduleShape& shape);
/// "constant", "step,schedule-factor=0.1,schedule-every=10": for flags and the store.
std::string scheduleText(const ScheduleShape& shape);
/// Reads that into the fields of a configuration; what is not named stays. "learning-rate=…" may stand there too. Usage where a part is
/// none of that kind of schedule, else the fields' own errors.
Result<ParamSet> readScheduleText(std::string_view text, ParamSet config);
/// "constant", "steps × 0.1 every 10 epochs", "cosine", "cosine to 0.1 of the rate"
std::string scheduleInWords(const ScheduleShape& shape);

} // namespace epochlab::core
