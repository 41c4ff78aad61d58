#pragma once

#include "weights/weights_file.h"

#include <string_view>

namespace epochlab::core {

/// A .pth of torch.save's zip format: a state_dict, or a dictionary that holds one as "state_dict". Throws BrokenRule; no value is read
/// before every tensor, storage and name is checked.
WeightsFile decodeTorchFile(std::string_view bytes);

} // namespace epochlab::core
