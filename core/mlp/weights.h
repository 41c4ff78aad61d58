#pragma once

#include "mlp/architecture.h"

#include <span>

namespace epochlab::core {

/// An MLP's numbers as named tensors: "layers.0.weight", …, "layers.0.norm.running_mean", …, "input.mean". running: mean and variance of
/// each hidden layer in turn, empty without batch norm.
ModelWeights exportWeights(const MlpArchitecture& architecture, std::span<const float> parameters, std::span<const float> running,
                           const InputTransform& transform);

struct ImportedWeights {
    std::vector<float> parameters;
    std::vector<float> running;
};
/// The way back. DataShape listing what is missing or has another shape.
Result<ImportedWeights> importWeights(const MlpArchitecture& architecture, const ModelWeights& weights);

/// A stored model taken apart for an engine that answers with it.
struct OpenedModel {
    MlpArchitecture architecture;
    InputTransform transform;
    ImportedWeights weights;
    std::int64_t features = 0;

    /// DataShape unless the values are `rows` rows of the model's features.
    Result<void> checkFeatures(std::span<const float> values, std::int64_t rows) const;
};
/// DataShape where weights or standardisation are missing or of another shape.
Result<OpenedModel> openModel(const Model& model);

/// Whether an MLP can be trained on the data: DataEmpty, DataOneClass, DataTooFewRows.
Result<void> checkTrainingData(const ParamSet& config, const TableDataset& dataset);

/// n / (classes · n_c) of the training rows, as scikit-learn's "balanced"; a class without rows weighs nothing.
std::vector<float> balancedClassWeights(const TableDataset& dataset);

} // namespace epochlab::core
