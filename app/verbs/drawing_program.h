#pragma once

#include "base/result.h"

#include <string>
#include <vector>

namespace epochlab::app {

/// The window's program draws, which this one has no means for. In its place, with these words; comes back only where it is not there:
/// EngineMissing.
core::Error becomeDrawingProgram(const std::vector<std::string>& words);
/// Runs it and waits; what it says on stderr is heard by nobody. EngineMissing, Internal where it fails.
core::Result<void> runDrawingProgram(const std::vector<std::string>& words);

} // namespace epochlab::app
