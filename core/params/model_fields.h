#pragma once

#include "params/param_set.h"

#include <string>

namespace epochlab::core {

// Fields that do the same for every kind of model and are called otherwise in some.

/// Whether the model is boosted trees.
bool isTreeModel(const ParamSet& config);

/// The field that says how long a run trains: "epochs", or "rounds" for boosted trees, whose epoch is a round.
const std::string& lengthField(const ParamSet& config);
std::int64_t trainingLength(const ParamSet& config);

/// The field of the base learning rate: "learning-rate", or "eta" for boosted trees.
const std::string& rateField(const ParamSet& config);
double baseRateOf(const ParamSet& config);

} // namespace epochlab::core
