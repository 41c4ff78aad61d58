#pragma once

#include "compare/table_text.h"
#include "data/dataset.h"
#include "params/param_set.h"
#include "run/model.h"
#include "vision/picture_view.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// What stands at the two ends of a model, and, of trees, what has grown.
struct ModelEnds {
    std::int64_t features = 0;            ///< columns of a table
    std::optional<PictureView> view = {}; ///< of pictures; nothing: a table
    std::int64_t classes = 2;
    struct Grown {
        std::int64_t trees = 0;
        std::int64_t nodes = 0;
    };
    std::optional<Grown> grown = {}; ///< boosted trees that have been trained

    std::int64_t inputs() const { return view ? static_cast<std::int64_t>(view->values()) : features; }
};
ModelEnds endsOf(const ParamSet& config, const TableDataset& dataset);
ModelEnds endsOf(const Model& model);

/// One layer, or what stands between two and has no parameters; of a ResNet one of its blocks.
struct OutlineLayer {
    std::string name;                 ///< as in gradients and weights: "layer 0", "conv1", "layer1.0", "output"
    std::string kind;                 ///< "fully connected", "convolution 7 × 7, stride 2"
    std::string behind{};             ///< what its output goes through: "batch norm, ReLU"
    std::vector<std::int64_t> input;  ///< of one row: [16], or [channels, height, width]
    std::vector<std::int64_t> output; ///< the same
    std::int64_t parameters = 0;      ///< weights and biases, those of its norms too
    std::int64_t trained = 0;         ///< of them; the rest is frozen
    std::int64_t count = 1;           ///< so many equal ones in a row, where they are folded
    std::string last{};               ///< the name of the last of these

    bool frozen() const { return parameters > 0 && trained == 0; }
};

/// A model as layers, input side first.
struct ModelOutline {
    std::string title; ///< "Multilayer perceptron 6 × 16"
    std::vector<OutlineLayer> layers;
    std::int64_t parameters = 0; ///< numbers that training may change, or that a file gave; running statistics of norms are none
    std::int64_t trained = 0;
    std::string note{}; ///< what the layers do not say: of trees, how many numbers they hold
};

/// Any thread. ConfigConflict where the model takes pictures and the data are a table, ConfigRange where it cannot take so small ones.
Result<ModelOutline> outlineOf(const ParamSet& config, const ModelEnds& ends);

/// Three or more equal layers in a row become one, where there are more than `most`.
ModelOutline folded(ModelOutline outline, std::size_t most);

/// "64 × 112 × 112"
std::string shapeText(const std::vector<std::int64_t>& shape);
/// "layer 2 … layer 99"
std::string nameText(const OutlineLayer& layer);
/// "fully connected 16 → 16, batch norm, ReLU"
std::string kindText(const OutlineLayer& layer);
/// "11,177,025 parameters, 513 trained, the rest frozen"
std::string totalText(const ModelOutline& outline);
/// "1,234,567"
std::string groupedText(std::int64_t number);
/// A layer a row: name, kind, output shape, parameters, trained.
TextTable outlineTable(const ModelOutline& outline, TableFormat format);

} // namespace epochlab::core
