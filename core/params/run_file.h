#pragma once

#include "params/param_set.h"

#include <string>

namespace epochlab::core {

/// readRunFile of a file. ConfigSyntax where it cannot be read: a fault of the configuration, not of the data.
Result<ParamSet> loadRunFile(const std::string& path);

} // namespace epochlab::core
