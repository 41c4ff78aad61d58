#include "torch/picture_network.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <map>

namespace epochlab::core {
namespace {

at::Tensor copied(std::vector<float>& values, const std::string& device) {
    return at::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}, at::kFloat).clone().to(at::Device(device));
}

bool allFinite(const at::Tensor& x) { return at::isfinite(x).all().item<bool>(); }

/// One pass through the network.
struct Pass {
    bool training = false;
    std::function<bool(const std::string& layer, const at::Tensor& output)> goOn = {}; ///< after each layer; false: that was enough
    bool ended = false;
};

} // namespace

struct PictureNetwork::Parts {
    PictureArchitecture net;
    std::int64_t frozen = 0;
    bool channelsLast = false;
    at::Tensor flat, gradient, buffers;
    std::map<std::string, at::Tensor, std::less<>> tensors; ///< parameters and buffers by name
    std::map<std::string, bool, std::less<>> trained;       ///< by the name of a norm or layer with a bias

    void makeViews();
    const at::Tensor& get(const std::string& name) const { return tensors.at(name); }
    at::Tensor convolution(const std::string& name, const at::Tensor& x, std::int64_t stride, std::int64_t padding, Pass& pass) const;
    at::Tensor norm(const std::string& name, const at::Tensor& x, const Pass& pass) const;
    at::Tensor block(const std::string& name, const at::Tensor& x, std::int64_t stride, Pass& pass) const;
    at::Tensor residualFeaturesOf(const at::Tensor& pictures, Pass& pass) const;
    at::Tensor smallFeaturesOf(at::Tensor x, Pass& pass) const;
    at::Tensor featuresOf(const at::Tensor& pictures, Pass& pass) const;
    at::Tensor forward(const at::Tensor& pictures, Pass& pass) const;
};

void PictureNetwork::Parts::makeViews() {
    for (const ParameterSlot& slot : net.slots) {
        at::Tensor parameter = flat.narrow(0, slot.offset, slot.size).view(slot.shape).detach();
        const bool train = slot.offset >= frozen;
        parameter.set_requires_grad(train);
        if (train) parameter.mutable_grad() = gradient.narrow(0, slot.offset - frozen, slot.size).view(slot.shape);
        tensors[slot.name] = parameter;
        if (slot.shape.size() == 1) trained[slot.name.substr(0, slot.name.rfind('.'))] = train;
    }
    for (const BufferSlot& slot : net.buffers) tensors[slot.name] = buffers.narrow(0, slot.offset, slot.size);
}

at::Tensor PictureNetwork::Parts::convolution(const std::string& name, const at::Tensor& x, std::int64_t stride, std::int64_t padding,
                                              Pass& pass) const {
    if (pass.ended) return x;
    const auto bias = tensors.find(name + ".bias");
    const std::optional<at::Tensor> shift = bias == tensors.end() ? std::nullopt : std::optional(bias->second);
    at::Tensor weight = get(name + ".weight");
    if (channelsLast) weight = weight.contiguous(at::MemoryFormat::ChannelsLast);
    at::Tensor y = at::conv2d(x, weight, shift, stride, padding);
    if (pass.goOn) pass.ended = !pass.goOn(name, y);
    return y;
}

at::Tensor PictureNetwork::Parts::norm(const std::string& name, const at::Tensor& x, const Pass& pass) const {
    if (pass.ended) return x;
    constexpr double momentum = 0.1;
    constexpr double epsilon = 1e-5;
    return at::batch_norm(x, get(name + ".weight"), get(name + ".bias"), get(name + ".running_mean"), get(name + ".running_var"),
                          pass.training && trained.at(name), momentum, epsilon, false);
}

at::Tensor PictureNetwork::Parts::block(const std::string& name, const at::Tensor& x, std::int64_t stride, Pass& pass) const {
    at::Tensor y = at::relu(norm(name + ".bn1", convolution(name + ".conv1", x, stride, 1, pass), pass));
    y = norm(name + ".bn2", convolution(name + ".conv2", y, 1, 1, pass), pass);
    at::Tensor around = x;
    if (tensors.contains(name + ".downsample.0.weight"))
        around = norm(name + ".downsample.1", convolution(name + ".downsample.0", x, stride, 0, pass), pass);
    return pass.ended ? x : at::relu(y + around);
}

at::Tensor PictureNetwork::Parts::residualFeaturesOf(const at::Tensor& pictures, Pass& pass) const {
    at::Tensor x = at::relu(norm("bn1", convolution("conv1", pictures, 2, 3, pass), pass));
    x = at::max_pool2d(x, 3, 2, 1);
    for (std::size_t stage = 0; stage < net.stageBlocks.size() && !pass.ended; ++stage)
        for (std::int64_t number = 0; number < net.stageBlocks[stage]; ++number)
            x = block("layer" + std::to_string(stage + 1) + "." + std::to_string(number), x, stage > 0 && number == 0 ? 2 : 1, pass);
    return pass.ended ? x : at::adaptive_avg_pool2d(x, {1, 1}).flatten(1);
}

at::Tensor PictureNetwork::Parts::smallFeaturesOf(at::Tensor x, Pass& pass) const {
    for (const char* digit : {"1", "2"}) {
        x = convolution(std::string("conv") + digit, x, 1, 1, pass);
        if (net.batchNorm) x = norm(std::string("bn") + digit, x, pass);
        if (!pass.ended) x = at::max_pool2d(at::relu(x), 2);
    }
    if (pass.ended) return x;
    x = at::linear(x.contiguous().flatten(1), get("fc1.weight"), get("fc1.bias"));
    if (pass.goOn) pass.ended = !pass.goOn("fc1", x);
    return at::relu(x);
}

at::Tensor PictureNetwork::Parts::featuresOf(const at::Tensor& pictures, Pass& pass) const {
    if (net.isHead()) return pictures;
    const at::Tensor x = channelsLast ? pictures.contiguous(at::MemoryFormat::ChannelsLast) : pictures;
    return net.isResidual() ? residualFeaturesOf(x, pass) : smallFeaturesOf(x, pass);
}

at::Tensor PictureNetwork::Parts::forward(const at::Tensor& pictures, Pass& pass) const {
    const at::Tensor x = featuresOf(pictures, pass);
    if (pass.ended) return x;
    const std::string& head = net.layerNames.back();
    at::Tensor logits = at::linear(x, get(head + ".weight"), get(head + ".bias"));
    if (pass.goOn) pass.ended = !pass.goOn(head, logits);
    return logits;
}

bool prefersChannelsLast(const PictureArchitecture& architecture, const std::string& device, bool fast) {
    return fast || (architecture.isResidual() && device == "cpu");
}

PictureNetwork::PictureNetwork(PictureArchitecture architecture, ImportedTensors values, std::int64_t frozen, const std::string& device,
                               bool channelsLast)
    : m_parts(std::make_unique<Parts>()) {
    Parts& parts = *m_parts;
    parts.net = std::move(architecture);
    parts.frozen = frozen;
    parts.channelsLast = channelsLast;
    parts.flat = copied(values.parameters, device);
    parts.gradient = at::zeros({parts.net.parameterCount - frozen}, parts.flat.options());
    parts.buffers = copied(values.buffers, device);
    parts.makeViews();
}

PictureNetwork::~PictureNetwork() = default;
PictureNetwork::PictureNetwork(PictureNetwork&&) noexcept = default;

const PictureArchitecture& PictureNetwork::architecture() const { return m_parts->net; }
at::Tensor& PictureNetwork::flat() { return m_parts->flat; }
at::Tensor& PictureNetwork::gradient() { return m_parts->gradient; }
at::Tensor& PictureNetwork::buffers() { return m_parts->buffers; }

at::Tensor PictureNetwork::trainForward(const at::Tensor& pictures) {
    Pass pass{.training = true};
    return m_parts->forward(pictures, pass);
}

at::Tensor PictureNetwork::evaluateForward(const at::Tensor& pictures) {
    const at::NoGradGuard noGradient;
    Pass pass;
    return m_parts->forward(pictures, pass);
}

at::Tensor PictureNetwork::features(const at::Tensor& pictures) {
    const at::NoGradGuard noGradient;
    Pass pass;
    return m_parts->featuresOf(pictures, pass);
}

std::int64_t PictureNetwork::firstBadLayer(const at::Tensor& pictures) {
    const at::NoGradGuard noGradient;
    const at::Tensor before = m_parts->buffers.clone();
    std::string bad;
    Pass pass{.training = true, .goOn = [&bad](const std::string& layer, const at::Tensor& output) {
                  if (allFinite(output)) return true;
                  bad = layer;
                  return false;
              }};
    m_parts->forward(pictures, pass);
    m_parts->buffers.copy_(before);
    const std::vector<std::string>& names = m_parts->net.layerNames;
    const auto found = std::ranges::find(names, bad);
    return found == names.end() ? -1 : found - names.begin();
}

} // namespace epochlab::core
