#pragma once

#include "base/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace epochlab::core {

struct LearningRateEvent; // run/events.h

/// A new base learning rate of the schedule, from a step on.
struct RateChange {
    std::int64_t step = 0; ///< the first step trained with it, from 1
    double rate = 0.0;
    bool operator==(const RateChange&) const = default;
};

/// "120=0.003", as --rate-change takes it. Usage where there is no step, and the field's own error where the rate is none.
Result<RateChange> readRateChange(std::string_view text);
/// " --rate-change 120=0.003 --rate-change …": what a run was steered by, for the command that repeats it. Empty where it was not.
std::string rateChangeFlags(std::span<const LearningRateEvent> changes);
/// "learning rate 0.01 to 0.003 from step 120 on"
std::string rateChangeInWords(const LearningRateEvent& change);

} // namespace epochlab::core
