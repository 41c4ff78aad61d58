#pragma once

#include "mlp/weights.h"

#include <cstdint>
#include <span>
#include <vector>

namespace epochlab::core {

/// What a layer's neurons put out for each row.
struct LayerActivations {
    std::int64_t neurons = 0;
    std::vector<float> values; ///< [rows × neurons]
};

/// A forward pass in evaluation mode, plainly: each hidden layer behind its norm, activation and skip connection, at the end the classes'
/// probabilities. features: [rows × model.features], raw units; config: the model's. DataShape.
Result<std::vector<LayerActivations>> activationsOf(const OpenedModel& model, const ParamSet& config, std::span<const float> features,
                                                    std::int64_t rows);

} // namespace epochlab::core
