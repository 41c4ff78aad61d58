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
    TorchPredictor(TorchNetwork network, OpenedModel model, std::string device)
        : m_network(std::move(network)), m_model(std::move(model)), m_device(std::move(device)) {}

    Result<std::vector<float>> probabilities(std::span<const float> features, std::int64_t rows) override;

private:
    TorchNetwork m_network;
    OpenedModel m_model;
    std::string m_device;
};

Result<std::vector<float>> TorchPredictor::probabilities(std::span<const float> features, std::int64_t rows) {
    if (const Result<void> fit = m_model.checkFeatures(features, rows); !fit) return fit.error();
    return guardTorch("prediction", [&]() -> Result<std::vector<float>> {
        const at::NoGradGuard noGradient;
        std::vector<float> result;
        result.reserve(static_cast<std::size_t>(rows * m_network.architecture().outputs));
        for (std::int64_t start = 0; start < rows; start += predictionRows) {
            const std::int64_t count = std::min(predictionRows, rows - start);
            std::vector<float> values = m_model.transform.apply(features.data() + start * m_model.features, count, m_model.features);
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
    Result<OpenedModel> opened = openModel(model);
    if (!opened) return opened.error();
    TorchNetwork network(opened->architecture, model.config, device);
    network.setValues(opened->weights.parameters, opened->weights.running);
    return std::unique_ptr<Predictor>(std::make_unique<TorchPredictor>(std::move(network), std::move(*opened), device));
}

} // namespace epochlab::core
