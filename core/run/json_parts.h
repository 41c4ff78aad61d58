#pragma once

#include "run/events.h"

#include <nlohmann/json.hpp>

#include <string>

namespace epochlab::core {

/// The parts that the event stream and a run's result file say alike. Private to core: no public header includes it.
nlohmann::ordered_json configJson(const ParamSet& config);
nlohmann::ordered_json bestEpochJson(const BestEpoch& best);
nlohmann::ordered_json errorJson(const Error& error);

} // namespace epochlab::core
