#include "nets/picture_start.h"
#include "nets/picture_weights.h"
#include "torch/fast_mode.h"
#include "torch/picture_loss.h"
#include "torch/picture_network.h"
#include "torch/picture_session.h"
#include "torch/runtime.h"
#include "torch/tensor_values.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace epochlab::core {
namespace {

class PicturePredictor final : public Predictor {
public:
    PicturePredictor(PictureNetwork network, PictureLoss loss, std::int64_t inputs, std::string device, bool fast)
        : m_network(std::move(network)), m_loss(std::move(loss)), m_inputs(inputs), m_device(std::move(device)), m_fast(fast) {}

    Result<std::vector<float>> probabilities(std::span<const float> features, std::int64_t rows) override;

private:
    PictureNetwork m_network;
    PictureLoss m_loss;
    std::int64_t m_inputs; ///< numbers in a picture
    std::string m_device;
    bool m_fast;
};

Result<std::vector<float>> PicturePredictor::probabilities(std::span<const float> features, std::int64_t rows) {
    if (std::ssize(features) != rows * m_inputs)
        return Error{ErrorCode::DataShape, "the pictures are not of the size that the model sees", "", "bring them to its view"};
    return guardTorch("prediction", [&]() -> Result<std::vector<float>> {
        const PictureShape& shape = m_network.architecture().shape;
        const std::int64_t most = m_network.architecture().evaluationRows();
        const FastMode fast(m_fast, m_device);
        std::vector<float> result;
        for (std::int64_t first = 0; first < rows; first += most) {
            const std::int64_t count = std::min(most, rows - first);
            // from_blob wants a non-const pointer; the pictures are only read.
            const at::Tensor pictures = at::from_blob(const_cast<float*>(features.data()) + first * m_inputs,
                                                      {count, shape.channels, shape.side, shape.side}, at::kFloat);
            const std::vector<float> part = valuesOf(m_loss.probabilities(m_network.evaluateForward(pictures.to(at::Device(m_device)))));
            result.insert(result.end(), part.begin(), part.end());
        }
        return result;
    });
}

} // namespace

Result<std::unique_ptr<Predictor>> makePicturePredictor(const Model& model, const std::string& device) {
    if (!model.weights || !model.view) return Error{ErrorCode::DataShape, "the model sees no pictures", "", "train it on pictures"};
    const auto classes = static_cast<std::int64_t>(model.classNames.size());
    PictureArchitecture net = makePictureArchitecture(model.config, *model.view, classes);
    WeightsFile file;
    file.tensors = model.weights->tensors;
    Result<ImportedTensors> values = importWeights(net, std::move(file), "the model");
    if (!values) return values.error();
    const bool fast = model.config.text("precision") == "fast";
    const std::int64_t frozen = net.parameterCount;
    const bool channelsLast = prefersChannelsLast(net, device, fast);
    return std::unique_ptr<Predictor>(
        std::make_unique<PicturePredictor>(PictureNetwork(std::move(net), *std::move(values), frozen, device, channelsLast),
                                           PictureLoss(classes, 0.0, {}, device), model.inputCount(), device, fast));
}

} // namespace epochlab::core
