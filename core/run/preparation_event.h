#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace epochlab::core {

/// Work before the first batch that takes its time, several times a second.
struct PreparationEvent {
    std::string work; ///< "features", "pictures"
    std::int64_t done = 0;
    std::int64_t total = 0; ///< 0: it cannot be counted
    bool isTenth = false;   ///< the first of this work, and of each tenth of it: equal runs have these alike
    std::optional<double> remainingSeconds = {};
};
/// "features of 1200 of 4000 pictures"; "1200 of 4000 pictures".
std::string preparationInWords(const PreparationEvent& event);

} // namespace epochlab::core
