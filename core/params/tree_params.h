#pragma once

#include "params/param_spec.h"

#include <vector>

namespace epochlab::core {

/// The fields that boosted trees alone have; each counts while the model is "xgboost". Private to core/params.
void addTreeFields(std::vector<ParamSpec>& specs);

} // namespace epochlab::core
