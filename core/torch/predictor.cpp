#include "mlp/weights.h"
#include "torch/network.h"
#include "torch/runtime.h"
#include "torch/session.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace epochlab::core {
namespace {

constexpr std::int64_t predictionRows = 8192;

class TorchPredictor final : public Predictor {
public:
    TorchPredictor(TorchNetwork network, InputTransform transform, std::int64_t features, std::string device)
        : m_network(std::move(network)), m_transform(std::move(transform)), m_features(features), m_device(std::move(device)) {}

    Result<std::vector<float>> probabilities(std::span<const float> features, std::int64_t rows) override;

private:
    TorchNetwork m_network;
    InputTransform m_transform;
    std::int64_t m_features;
    std::string m_device;
};

Result<std::vector<float>> TorchPredictor::probabilities(std::span<const float> features, std::int64_t rows) {
    if (static_cast<std::int64_t>(features.size()) != rows * m_features) {
        return Error{ErrorCode::DataShape, "the rows do not have the " + std::to_string(m_features) + " features of the model", "",
                     "give the columns that the model was trained with"};
    }
    return guardTorch("prediction", [&]() -> Result<std::vector<float>> {
        const at::NoGradGuard noGradient;
        std::vector<float> result;
        result.reserve(static_cast<std::size_t>(rows * m_network.architecture().outputs));
        for (std::int64_t start = 0; start < rows; start += predictionRows) {
            const std::int64_t count = std::min(predictionRows, rows - start);
            std::vector<float> values = m_transform.apply(features.data() + start * m_features, count, m_features);
            const at::Tensor inputs =
                at::from_blob(values.data(), {count, m_network.architecture().inputs}, at::kFloat).to(at::Device(m_device));
            const at::Tensor shares = at::softmax(m_network.evaluateForward(inputs), 1).to(at::kCPU).contiguous();
            const float* from = shares.const_data_ptr<float>();
            result.insert(result.end(), from, from + shares.numel());
        }
        return result;
    });
}

} // namespace

Result<std::unique_ptr<Predictor>> makeTorchPredictor(const Model& model, const std::string& device) {
    if (!model.weights) return Error{ErrorCode::Internal, "the model has no weights", "", "train it first"};
    const auto features = static_cast<std::int64_t>(model.featureNames.size());
    MlpArchitecture architecture = makeArchitecture(model.config, features, static_cast<std::int64_t>(model.classNames.size()));
    Result<InputTransform> transform = transformOf(model, architecture.inputs);
    if (!transform) return transform.error();
    TorchNetwork network(std::move(architecture), model.config, device);
    const Result<ImportedWeights> weights = importWeights(network.architecture(), *model.weights);
    if (!weights) return weights.error();
    network.setValues(weights->parameters, weights->running);
    return std::unique_ptr<Predictor>(std::make_unique<TorchPredictor>(std::move(network), std::move(*transform), features, device));
}

} // namespace epochlab::core
