#pragma once

#include "run/events.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace epochlab::core {

/// The parts that the event stream and a run's result file say alike. Private to core: no public header includes it.
nlohmann::ordered_json configJson(const ParamSet& config);
nlohmann::ordered_json bestEpochJson(const BestEpoch& best);
nlohmann::ordered_json errorJson(const Error& error);
std::string fingerprintText(std::uint64_t fingerprint); ///< 16 hexadecimal digits

} // namespace epochlab::core
