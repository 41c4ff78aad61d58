#pragma once

#include <cstdint>
#include <functional>

namespace epochlab::app {

/// Whether a line on stderr may be written over again: a terminal, and no NO_COLOR.
bool isLiveTerminal();

/// For LoadServices::progress: one line on stderr that counts the pictures looked at, where that takes over a second.
std::function<void(std::int64_t done, std::int64_t total)> loadingLine();

} // namespace epochlab::app
