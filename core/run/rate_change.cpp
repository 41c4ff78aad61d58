#include "run/rate_change.h"

#include "params/param_set.h"
#include "run/events.h"

#include <algorithm>
#include <charconv>

namespace epochlab::core {
namespace {

/// The number before "=", and what follows it; nothing where there is no such step.
std::optional<std::pair<std::int64_t, std::string_view>> stepAndRest(std::string_view text) {
    const std::size_t equals = text.find('=');
    std::int64_t step = 0;
    const char* end = text.data() + std::min(equals, text.size());
    const auto [stopped, problem] = std::from_chars(text.data(), end, step);
    if (equals == std::string_view::npos || problem != std::errc() || stopped != end || step < 1) return std::nullopt;
    return std::pair{step, text.substr(equals + 1)};
}

} // namespace

Schedule changedSchedule(Schedule schedule, const RateChange& change) {
    if (!change.schedule) {
        schedule.baseRate = change.rate;
        return schedule;
    }
    const std::int64_t done = change.step - 1;
    // Not below what a flag may say: a cosine that has come to its end would leave no rate to go on with.
    const double held = std::max(schedule.heldAt(done), mlpParams().find("learning-rate")->minimum);
    schedule.change({*change.schedule, done});
    schedule.baseRate = change.rate > 0.0 ? change.rate : held;
    return schedule;
}

void RateCourse::change(const RateChange& change) { m_parts.emplace_back(change.step - 1, changedSchedule(last(), change)); }

double RateCourse::rateAt(std::int64_t step) const {
    const auto after = std::ranges::upper_bound(m_parts, step, {}, &std::pair<std::int64_t, Schedule>::first);
    return std::prev(after)->second.rateAt(step);
}

std::size_t changesMade(std::span<const RateChange> changes, std::int64_t done, double baseRate,
                        const std::optional<ChangedSchedule>& schedule) {
    std::size_t made = 0;
    std::optional<ChangedSchedule> last;
    for (std::size_t i = 0; i < changes.size() && changes[i].step == done + 1; ++i) {
        if (changes[i].schedule) last = ChangedSchedule{*changes[i].schedule, done};
        if (changes[i].rate == baseRate && (!last || last == schedule)) made = i + 1;
    }
    return made;
}

Result<RateChange> readRateChange(std::string_view text) {
    const auto parts = stepAndRest(text);
    if (!parts)
        return Error{ErrorCode::Usage, "\"" + std::string(text) + "\" is no change of the learning rate", "rate-change",
                     "write STEP=RATE, such as 120=0.003; steps count from 1"};
    ParamSet config(mlpParams());
    if (const Result<void> set = config.setText("learning-rate", std::string(parts->second)); !set) return set.error();
    return RateChange{parts->first, config.real("learning-rate")};
}

Result<RateChange> readScheduleChange(std::string_view text, const ParamSet& config) {
    const auto parts = stepAndRest(text);
    if (!parts)
        return Error{ErrorCode::Usage, "\"" + std::string(text) + "\" is no change of the schedule", "schedule-change",
                     "write STEP=SCHEDULE, such as 120=cosine or 120=step,schedule-every=5,learning-rate=0.01; steps count from 1"};
    const Result<ParamSet> said = readScheduleText(parts->second, config);
    if (!said) return said.error();
    const bool ratedToo = parts->second.find(",learning-rate=") != std::string_view::npos;
    return RateChange{parts->first, ratedToo ? said->real("learning-rate") : 0.0, scheduleShapeOf(*said)};
}

std::string rateChangeText(const RateChange& change) {
    const std::string step = std::to_string(change.step) + "=";
    if (!change.schedule) return step + valueText(change.rate);
    return step + scheduleText(*change.schedule) + (change.rate > 0.0 ? ",learning-rate=" + valueText(change.rate) : "");
}

Result<RateChange> readRateChangeText(std::string_view text) {
    const auto parts = stepAndRest(text);
    const bool named = parts && !parts->second.empty() && parts->second.front() >= 'a' && parts->second.front() <= 'z';
    return named ? readScheduleChange(text, ParamSet(mlpParams())) : readRateChange(text);
}

RateChange changeOf(const LearningRateEvent& event) {
    RateChange change{event.step, event.after};
    if (event.schedule) change.schedule = event.schedule->after;
    return change;
}

std::string rateChangeFlags(std::span<const LearningRateEvent> changes) {
    std::string flags;
    for (const LearningRateEvent& change : changes)
        flags += (change.schedule ? " --schedule-change " : " --rate-change ") + rateChangeText(changeOf(change));
    return flags;
}

std::string rateChangeInWords(const LearningRateEvent& change) {
    const std::string rate = "learning rate " + valueText(change.before) + " to " + valueText(change.after);
    const std::string from = "from step " + std::to_string(change.step) + " on";
    if (!change.schedule) return rate + " " + from;
    return "schedule " + scheduleInWords(change.schedule->before) + " to " + scheduleInWords(change.schedule->after) + ", " +
           (change.before == change.after ? "at the learning rate " + valueText(change.after) : rate) + ", " + from;
}

std::string rateChangeCode(const LearningRateEvent& change) { return change.schedule ? "schedule" : "learning-rate"; }

} // namespace epochlab::core
