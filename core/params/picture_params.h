#pragma once

#include "params/param_spec.h"

#include <vector>

namespace epochlab::core {

/// The fields of picture data: how they are read (group Data), and what the model sees of a picture (group Network, since the data are the
/// same then).
void addPictureFields(std::vector<ParamSpec>& specs);
/// The fields of networks for pictures: what they start from, what of them is trained, how exactly.
void addStartFields(std::vector<ParamSpec>& specs);

} // namespace epochlab::core
