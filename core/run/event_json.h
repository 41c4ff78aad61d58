#pragma once

#include "run/events.h"

#include <optional>
#include <string>

namespace epochlab::core {

/// The event as one line of JSON by the contract of docs/cli.md, without the line end. Empty for events that the contract does not
/// have (phase, model). NaN becomes null. batch_loss blocks give a line for each `reportEvery`-th step (0: none).
std::vector<std::string> toJsonLines(const Event& event, std::int64_t reportEvery);

} // namespace epochlab::core
