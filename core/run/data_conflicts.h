#pragma once

#include "data/dataset.h"
#include "params/param_set.h"

#include <vector>

namespace epochlab::core {

/// What contradicts the data itself, which ParamSet::validate cannot see: the window's form and a run's start both ask here.
std::vector<ParamError> dataConflicts(const ParamSet& config, const TableDataset& dataset);

} // namespace epochlab::core
