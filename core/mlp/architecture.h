#pragma once

#include "params/param_set.h"
#include "run/trainer.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// One trainable tensor's place in the flat parameter buffer that every MLP engine uses. Weight decay and L1 act on all of them,
/// as in PyTorch.
struct ParameterSlot {
    std::string name; ///< "layers.0.weight" [out × in], "layers.0.bias", "layers.0.norm.weight", "layers.0.norm.bias"
    std::vector<std::int64_t> shape;
    std::int64_t offset = 0;
    std::int64_t size = 0;
    std::int64_t layer = 0;
};

/// A multilayer perceptron as numbers: shapes and the flat layout, computed from the form's fields alone. No engine here.
struct MlpArchitecture {
    std::int64_t inputs = 0; ///< after sine features
    std::int64_t outputs = 0;
    std::vector<std::int64_t> widths; ///< hidden
    bool batchNorm = false;
    bool skipConnections = false; ///< around each hidden layer whose input and output widths are equal
    std::vector<ParameterSlot> slots;
    std::int64_t parameterCount = 0;

    std::int64_t layerCount() const { return static_cast<std::int64_t>(widths.size()) + 1; }
    std::vector<std::string> layerNames() const; ///< "layer 0", …, "output"
};

/// The parameters of each layer, of a flat buffer laid out as the architecture's slots.
std::vector<std::span<const float>> layerParametersOf(const MlpArchitecture& architecture, const float* flat);

MlpArchitecture makeArchitecture(const ParamSet& config, std::int64_t features, std::int64_t classes);

/// Initial values of the flat buffer, from the request's seed and the product's own generator: "default" is the distribution of
/// PyTorch's Linear (uniform ±1/√fan-in for weight and bias), else He or Glorot with zero biases.
std::vector<float> initialParameters(const MlpArchitecture& architecture, const ParamSet& config);

/// Inputs of the network from raw features: sine features, then standardisation.
struct InputTransform {
    std::int64_t sineCount = 0; ///< 0: raw; else each feature x becomes sin(α·k/count·x), k = 1…count
    double sineMaximum = 1.0;
    std::vector<float> mean;  ///< [inputs]; empty: no standardisation
    std::vector<float> scale; ///< [inputs], 1/σ

    std::int64_t inputCount(std::int64_t features) const { return sineCount > 0 ? features * sineCount : features; }
    /// [rows × features] → [rows × inputs]
    std::vector<float> apply(const float* features, std::int64_t rows, std::int64_t featureCount) const;
};

/// Fitted on the training rows (float64 sums).
InputTransform fitInputTransform(const ParamSet& config, const TableRows& training, std::int64_t features);

/// The batches of one epoch: a row order and where each batch begins. A last batch of one row under batch norm
/// is merged into the one before.
struct BatchPlan {
    std::vector<std::int64_t> starts; ///< batch b is rows order[starts[b]] … order[starts[b+1]−1]; last entry = row count
    bool merged = false;
    std::int64_t batchCount() const { return static_cast<std::int64_t>(starts.size()) - 1; }
};
BatchPlan makeBatchPlan(std::int64_t rows, std::int64_t batchSize, bool batchNorm);
/// What a user should know of it: "last batch of 1 row merged into the one before".
std::vector<std::string> planNotes(const BatchPlan& plan, std::int64_t batchSize);

} // namespace epochlab::core
