#include "torch/network.h"

#include "base/random.h"
#include "mlp/plan.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace epochlab::core {
namespace {

at::Tensor activate(Activation activation, const at::Tensor& x) {
    switch (activation) {
    case Activation::LeakyRelu: return at::leaky_relu(x, 0.01);
    case Activation::Tanh: return at::tanh(x);
    case Activation::Sigmoid: return at::sigmoid(x);
    case Activation::Gelu: return at::gelu(x);
    case Activation::Relu: break;
    }
    return at::relu(x);
}

/// 0 with probability `rate`, else 1 / (1 − rate), from the product's generator.
at::Tensor dropoutMask(const at::Tensor& like, double rate, const DropoutKey& key, std::uint32_t layer) {
    at::Tensor mask = at::empty(like.sizes(), at::kFloat);
    RandomStream stream({key.seed, RandomPurpose::Dropout, key.epoch, key.batch, layer});
    const auto limit = static_cast<float>(rate);
    const auto kept = static_cast<float>(1.0 / (1.0 - rate));
    float* values = mask.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < mask.numel(); ++i) values[i] = stream.uniformFloat() < limit ? 0.0F : kept;
    return mask.to(like.device());
}

bool allFinite(const at::Tensor& x) { return at::isfinite(x).all().item<bool>(); }

} // namespace

struct TorchNetwork::Parts {
    struct Layer {
        at::Tensor weight, bias, normWeight, normBias;
    };
    MlpArchitecture architecture;
    Activation activation = Activation::Relu;
    double dropout = 0.0;
    at::Tensor flat, gradient;
    std::vector<at::Tensor> parameters; ///< by slot, leaves
    std::vector<Layer> layers;
    std::vector<at::Tensor> running;

    void makeViews();
    at::Tensor forward(const at::Tensor& inputs, const DropoutKey* key, std::vector<at::Tensor>& statistics,
                       const std::function<bool(std::int64_t, const at::Tensor&)>& goOn) const;
    at::Tensor hidden(std::size_t layer, const at::Tensor& x, const DropoutKey* key, std::vector<at::Tensor>& statistics) const;
};

void TorchNetwork::Parts::makeViews() {
    layers.resize(static_cast<std::size_t>(architecture.layerCount()));
    for (const ParameterSlot& slot : architecture.slots) {
        at::Tensor parameter = flat.narrow(0, slot.offset, slot.size).view(slot.shape).detach();
        parameter.set_requires_grad(true);
        parameter.mutable_grad() = gradient.narrow(0, slot.offset, slot.size).view(slot.shape);
        Layer& layer = layers[static_cast<std::size_t>(slot.layer)];
        if (slot.name.ends_with("norm.weight"))
            layer.normWeight = parameter;
        else if (slot.name.ends_with("norm.bias"))
            layer.normBias = parameter;
        else if (slot.name.ends_with("weight"))
            layer.weight = parameter;
        else
            layer.bias = parameter;
        parameters.push_back(parameter);
    }
}

at::Tensor TorchNetwork::Parts::hidden(std::size_t index, const at::Tensor& x, const DropoutKey* key,
                                       std::vector<at::Tensor>& statistics) const {
    const Layer& layer = layers[index];
    at::Tensor y = at::linear(x, layer.weight, layer.bias);
    if (architecture.batchNorm) {
        y = at::batch_norm(y, layer.normWeight, layer.normBias, statistics[2 * index], statistics[2 * index + 1], key != nullptr, 0.1, 1e-5,
                           false);
    }
    y = activate(activation, y);
    if (key != nullptr && dropout > 0.0) y = y * dropoutMask(y, dropout, *key, static_cast<std::uint32_t>(index));
    if (architecture.skipConnections && x.size(1) == y.size(1)) y = y + x;
    return y;
}

at::Tensor TorchNetwork::Parts::forward(const at::Tensor& inputs, const DropoutKey* key, std::vector<at::Tensor>& statistics,
                                        const std::function<bool(std::int64_t, const at::Tensor&)>& goOn) const {
    at::Tensor x = inputs;
    for (std::size_t index = 0; index + 1 < layers.size(); ++index) {
        x = hidden(index, x, key, statistics);
        if (goOn && !goOn(static_cast<std::int64_t>(index), x)) return x;
    }
    x = at::linear(x, layers.back().weight, layers.back().bias);
    if (goOn) goOn(architecture.layerCount() - 1, x);
    return x;
}

TorchNetwork::TorchNetwork(MlpArchitecture architecture, const ParamSet& config, const std::string& device)
    : m_parts(std::make_unique<Parts>()) {
    Parts& parts = *m_parts;
    parts.architecture = std::move(architecture);
    parts.activation = activationOf(config);
    parts.dropout = config.real("dropout");
    std::vector<float> initial = initialParameters(parts.architecture, config);
    const at::TensorOptions options = at::TensorOptions(at::kFloat).device(at::Device(device));
    parts.flat = at::from_blob(initial.data(), {parts.architecture.parameterCount}, at::kFloat).clone().to(options);
    parts.gradient = at::zeros_like(parts.flat);
    parts.makeViews();
    if (!parts.architecture.batchNorm) return;
    for (const std::int64_t width : parts.architecture.widths) {
        parts.running.push_back(at::zeros({width}, options));
        parts.running.push_back(at::ones({width}, options));
    }
}

TorchNetwork::~TorchNetwork() = default;
TorchNetwork::TorchNetwork(TorchNetwork&&) noexcept = default;

const MlpArchitecture& TorchNetwork::architecture() const { return m_parts->architecture; }
at::Tensor& TorchNetwork::flat() { return m_parts->flat; }
at::Tensor& TorchNetwork::gradient() { return m_parts->gradient; }
std::vector<at::Tensor>& TorchNetwork::runningStatistics() { return m_parts->running; }

at::Tensor TorchNetwork::trainForward(const at::Tensor& inputs, const DropoutKey& key) {
    return m_parts->forward(inputs, &key, m_parts->running, {});
}

at::Tensor TorchNetwork::evaluateForward(const at::Tensor& inputs) {
    const at::NoGradGuard noGradient;
    return m_parts->forward(inputs, nullptr, m_parts->running, {});
}

std::int64_t TorchNetwork::firstBadLayer(const at::Tensor& inputs, const DropoutKey& key) {
    const at::NoGradGuard noGradient;
    std::vector<at::Tensor> scratch;
    for (const at::Tensor& tensor : m_parts->running) scratch.push_back(tensor.clone());
    std::int64_t bad = -1;
    m_parts->forward(inputs, &key, scratch, [&bad](std::int64_t layer, const at::Tensor& output) {
        if (allFinite(output)) return true;
        bad = layer;
        return false;
    });
    return bad;
}

std::vector<float> TorchNetwork::runningValues() const {
    std::vector<float> values;
    for (const at::Tensor& tensor : m_parts->running) {
        const at::Tensor copy = tensor.to(at::kCPU).contiguous();
        values.insert(values.end(), copy.const_data_ptr<float>(), copy.const_data_ptr<float>() + copy.numel());
    }
    return values;
}

void TorchNetwork::setValues(const std::vector<float>& parameters, const std::vector<float>& running) {
    const at::NoGradGuard noGradient;
    const float* from = parameters.data();
    // from_blob wants a non-const pointer; copy_ only reads it.
    const auto take = [&from](at::Tensor& target) {
        target.copy_(at::from_blob(const_cast<float*>(from), target.sizes(), at::kFloat));
        from += target.numel();
    };
    take(m_parts->flat);
    from = running.data();
    for (at::Tensor& tensor : m_parts->running) take(tensor);
}

} // namespace epochlab::core
