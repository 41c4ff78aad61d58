#pragma once

#include "data/csv_options.h"
#include "data/toys.h"
#include "params/param_set.h"

namespace epochlab::core {

CsvOptions csvOptionsOf(const ParamSet& params);
/// Precondition: `data` starts with "toy:".
ToyOptions toyOptionsOf(const ParamSet& params);

} // namespace epochlab::core
