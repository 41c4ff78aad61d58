#pragma once

#include "weights/compare_tensors.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// Names and shapes of torchvision's resnet18 or resnet34 (`depth`) for so many classes, in the order of its state_dict,
/// num_batches_tracked included.
std::vector<ExpectedTensor> resnetTensors(int depth, std::int64_t classes);

struct FittingNetwork {
    std::string model; ///< "resnet18"
    std::int64_t classes = 0;
};
/// The network of ours that a file's names and shapes are those of.
std::optional<FittingNetwork> networkOf(const WeightsFile& file);

} // namespace epochlab::core
