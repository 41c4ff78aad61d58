#pragma once

#include "params/param_set.h"

#include <string>
#include <vector>

namespace epochlab::core {

/// Names of the layers that a configuration does not train, input side first; none of other models than picture networks.
std::vector<std::string> frozenLayersOf(const ParamSet& config);

} // namespace epochlab::core
