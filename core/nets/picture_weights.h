#pragma once

#include "nets/picture_architecture.h"
#include "weights/compare_tensors.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// Names and shapes of a network's tensors in the order of PyTorch's state_dict, num_batches_tracked included.
std::vector<ExpectedTensor> expectedTensors(const PictureArchitecture& architecture);

/// A network's numbers as named tensors, without the counters of batches.
ModelWeights exportWeights(const PictureArchitecture& architecture, std::span<const float> parameters, std::span<const float> buffers);
/// And back: the errors of takeTensors().
Result<ImportedTensors> importWeights(const PictureArchitecture& architecture, WeightsFile file, const std::string& origin);
/// The same of all but the head, which begins with the last numbers of `initial` [parameterCount] whatever the file has in its place.
Result<ImportedTensors> importBackbone(const PictureArchitecture& architecture, WeightsFile file, const std::string& origin,
                                       std::span<const float> initial);

struct FittingNetwork {
    std::string model;        ///< "resnet18"
    std::int64_t outputs = 0; ///< of its head
};
/// The network of ours that a file's names and shapes are those of.
std::optional<FittingNetwork> networkOf(const WeightsFile& file);

} // namespace epochlab::core
