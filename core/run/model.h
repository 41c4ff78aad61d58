#pragma once

#include "base/result.h"
#include "data/dataset.h"
#include "params/param_set.h"
#include "vision/picture_view.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

struct NamedTensor {
    std::string name; ///< "layers.0.weight"
    std::vector<std::int64_t> shape;
    std::vector<float> values; ///< row-major
};

/// A model's weights and buffers, input standardisation included: what prediction needs. Engine-neutral.
struct ModelWeights {
    std::vector<NamedTensor> tensors;
    const NamedTensor* find(std::string_view name) const;
};

/// A trained model that answers: what it was trained with, and its weights.
struct Model {
    ParamSet config;
    std::vector<std::string> featureNames; ///< of a table
    std::vector<std::string> classNames;
    bool geographic = false;
    std::shared_ptr<const ModelWeights> weights;
    std::optional<PictureView> view = {}; ///< what it sees of a picture; nothing: it takes rows of a table

    /// Numbers in a row: features of a table, or the view's values.
    std::int64_t inputCount() const {
        return view ? static_cast<std::int64_t>(view->values()) : static_cast<std::int64_t>(featureNames.size());
    }
};
/// That of these weights, trained with `config` on `dataset`.
Model makeModel(const ParamSet& config, const TableDataset& dataset, std::shared_ptr<const ModelWeights> weights);

/// Answers for rows of features. One thread at a time.
class Predictor {
public:
    virtual ~Predictor() = default;
    /// features: [rows × Model::inputCount()], raw units of a table, or pictures normalised by the model's view. Returns probabilities
    /// [rows × classCount].
    virtual Result<std::vector<float>> probabilities(std::span<const float> features, std::int64_t rows) = 0;
};

} // namespace epochlab::core
