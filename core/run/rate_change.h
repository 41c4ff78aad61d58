#pragma once

#include "base/result.h"
#include "run/schedule.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace epochlab::core {

struct LearningRateEvent; // run/events.h

/// A new base learning rate of the schedule, or another schedule that begins with it, from a step on.
struct RateChange {
    std::int64_t step = 0;                      ///< the first step trained with it, from 1
    double rate = 0.0;                          ///< 0, of a new schedule: the rate that holds at that step
    std::optional<ScheduleShape> schedule = {}; ///< nothing: it stays
    bool operator==(const RateChange&) const = default;
};

/// The schedule with a change made, from change.step on.
Schedule changedSchedule(Schedule schedule, const RateChange& change);

/// The learning rate of every step of a run that was steered.
class RateCourse {
public:
    explicit RateCourse(const Schedule& first) : m_parts{{0, first}} {}
    /// Ascending by step.
    void change(const RateChange& change);
    /// step counts from 0.
    double rateAt(std::int64_t step) const;
    const Schedule& last() const { return m_parts.back().second; }

private:
    std::vector<std::pair<std::int64_t, Schedule>> m_parts; ///< each from its step on
};

/// Of changes that are later than `done` steps, ascending: so many from the front a checkpoint there may have made, as its rate and
/// schedule are those they lead to (one between two steps may hold the changes that the second one begins with).
std::size_t changesMade(std::span<const RateChange> changes, std::int64_t done, double baseRate,
                        const std::optional<ChangedSchedule>& schedule);

/// "120=0.003", as --rate-change takes it. Usage where there is no step, and the field's own error where the rate is none.
Result<RateChange> readRateChange(std::string_view text);
/// "120=cosine,schedule-minimum=0.1,learning-rate=0.003", as --schedule-change takes it: what is not named of the schedule is as in the
/// run's configuration, the rate the one that holds at that step. Errors as above, and those of readScheduleText().
Result<RateChange> readScheduleChange(std::string_view text, const ParamSet& config);
/// As the flag of its kind takes it: "120=0.003", "120=cosine,schedule-minimum=0.1,learning-rate=0.003".
std::string rateChangeText(const RateChange& change);
/// Reads that. Errors as above.
Result<RateChange> readRateChangeText(std::string_view text);
/// What makes it happen again.
RateChange changeOf(const LearningRateEvent& event);
/// " --rate-change 120=0.003 --schedule-change …": what a run was steered by, for the command that repeats it. Empty where it was not.
std::string rateChangeFlags(std::span<const LearningRateEvent> changes);
/// "learning rate 0.01 to 0.003 from step 120 on", "schedule cosine to constant, learning rate 0.01 to 0.003, from step 120 on"
std::string rateChangeInWords(const LearningRateEvent& change);
/// The note's code: "learning-rate" or "schedule".
std::string rateChangeCode(const LearningRateEvent& change);

} // namespace epochlab::core
