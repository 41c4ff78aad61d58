#pragma once

#include "base/error.h"
#include "base/foreign_text.h"

#include <string>
#include <string_view>

namespace epochlab::app {

/// A text from a person or a file for one line of a terminal.
using core::escaped;
/// Data, to stdout; escaped but for its lines and tabs, which a JSON text says the same with.
void printOut(std::string_view text);
/// Progress and messages, to stderr, escaped in the same way.
void printMessage(std::string_view text);
/// The error's line on stderr; returns its exit code.
int failWith(const core::Error& error);
/// Shortest text that reads back to the same double, in the C locale.
std::string numberText(double value);
/// "0.4 s", "12 s", "3 min 20 s", "2 h 5 min"
std::string durationText(double seconds);
/// False where something could not be written to stdout (a full disk, a closed pipe).
bool flushOutput();

} // namespace epochlab::app
