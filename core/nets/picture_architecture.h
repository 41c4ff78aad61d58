#pragma once

#include "mlp/architecture.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// A tensor that is not trained by gradients: the running statistics of a batch norm.
struct BufferSlot {
    std::string name; ///< "layer1.0.bn1.running_mean"
    std::int64_t offset = 0;
    std::int64_t size = 0;
    float initial = 0.0F;
};

/// What a picture network is made for.
struct PictureShape {
    std::int64_t channels = 3;
    std::int64_t side = 224; ///< pixels, of the square that it sees
    std::int64_t classes = 2;

    /// Two classes have one logit, that of the second class.
    std::int64_t outputs() const { return classes == 2 ? 1 : classes; }
};

/// A network for pictures as numbers: tensors by name and their places in one flat buffer, input side first, so that what is frozen comes
/// before what is trained and the head comes last. No engine here.
struct PictureArchitecture {
    std::string model; ///< "resnet18", "resnet34", "cnn"
    PictureShape shape;
    std::vector<std::int64_t> stageBlocks; ///< of a ResNet: basic blocks of each of its four stages
    bool batchNorm = true;
    std::vector<ParameterSlot> slots; ///< torchvision's names; `layer` counts convolutions and linear layers
    std::vector<BufferSlot> buffers;
    std::vector<std::string> layerNames; ///< one for each layer: "conv1", "layer1.0.conv1", …, "fc"
    std::vector<std::int64_t> stages;    ///< by slot: 0 the stem, 1 to 4 the stages of a ResNet, 5 the head; cnn: 0 and 5
    std::int64_t parameterCount = 0;
    std::int64_t bufferCount = 0;
    std::int64_t headOffset = 0; ///< of the first parameter of the head

    static constexpr std::int64_t headStage = 5;
    bool isHead() const { return model == "head"; }
    bool isResidual() const { return !stageBlocks.empty(); }
    /// Pictures in an evaluation's batch: fixed, so that an answer never depends on a run's batch size.
    std::int64_t evaluationRows() const { return isResidual() ? 32 : 256; }
    /// The first parameter of the last `count` stages, the head being none of them: the rest before it stays frozen. 5 or more: all.
    std::int64_t firstOfLastStages(std::int64_t count) const;
};

/// A layer's part of the trained parameters.
struct LayerRange {
    std::int64_t first = 0; ///< behind the frozen ones
    std::int64_t size = 0;
};
/// Of the last layers, those that are trained.
std::vector<LayerRange> trainedLayers(const PictureArchitecture& architecture, std::int64_t frozen);

/// He, Zhang, Ren and Sun, "Deep residual learning for image recognition", CVPR 2016, with basic blocks, exactly as torchvision has it;
/// model: resnet18 or resnet34.
PictureArchitecture makeResidualNetwork(const std::string& model, const PictureShape& shape);
/// For small pictures: two 3×3 convolutions (32 and 64 channels), each with ReLU and 2×2 max pooling, a layer of 128 units and the head.
PictureArchitecture makeSmallConvolutionalNetwork(const PictureShape& shape, bool batchNorm);

/// The head of a network alone, on the features in front of it: model "head".
PictureArchitecture makeHead(const PictureArchitecture& whole);

/// Pooled features in front of the head: the inputs of a linear probe.
inline constexpr std::int64_t residualFeatures = 512;

/// From the product's own generator. ResNets as torchvision: convolutions normal with variance 2 / (outputs · k²), norms 1 and 0, the head
/// uniform ±1/√fan-in; others uniform ±1/√fan-in as PyTorch's layers.
/// Zeros for the tensors in front of the parameter `first`.
std::vector<float> initialParameters(const PictureArchitecture& architecture, std::uint64_t seed, std::int64_t first = 0);
std::vector<float> initialBuffers(const PictureArchitecture& architecture);

/// The numbers of a network.
struct ImportedTensors {
    std::vector<float> parameters; ///< [parameterCount]
    std::vector<float> buffers;    ///< [bufferCount]
};

} // namespace epochlab::core
