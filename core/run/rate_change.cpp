#include "run/rate_change.h"

#include "params/param_set.h"
#include "run/events.h"

#include <charconv>

namespace epochlab::core {

Result<RateChange> readRateChange(std::string_view text) {
    const std::size_t equals = text.find('=');
    RateChange change;
    const char* end = text.data() + std::min(equals, text.size());
    const auto [stopped, problem] = std::from_chars(text.data(), end, change.step);
    if (equals == std::string_view::npos || problem != std::errc() || stopped != end || change.step < 1)
        return Error{ErrorCode::Usage, "\"" + std::string(text) + "\" is no change of the learning rate", "rate-change",
                     "write STEP=RATE, such as 120=0.003; steps count from 1"};
    ParamSet config(mlpParams());
    if (const Result<void> set = config.setText("learning-rate", std::string(text.substr(equals + 1))); !set) return set.error();
    change.rate = config.real("learning-rate");
    return change;
}

std::string rateChangeFlags(std::span<const LearningRateEvent> changes) {
    std::string flags;
    for (const LearningRateEvent& change : changes)
        flags += " --rate-change " + std::to_string(change.step) + "=" + valueText(change.after);
    return flags;
}

std::string rateChangeInWords(const LearningRateEvent& change) {
    return "learning rate " + valueText(change.before) + " to " + valueText(change.after) + " from step " + std::to_string(change.step) +
           " on";
}

} // namespace epochlab::core
