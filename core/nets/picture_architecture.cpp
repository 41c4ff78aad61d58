#include "nets/picture_architecture.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace epochlab::core {
namespace {

std::int64_t sizeOf(const std::vector<std::int64_t>& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

/// Adds tensors in the order in which the data pass through.
class Builder {
public:
    Builder(std::string model, const PictureShape& shape, bool batchNorm) {
        m_net.model = std::move(model);
        m_net.shape = shape;
        m_net.batchNorm = batchNorm;
    }

    void stage(std::int64_t number) {
        m_stage = number;
        if (number == PictureArchitecture::headStage) m_net.headOffset = m_net.parameterCount;
    }
    void layer(const std::string& name) { m_net.layerNames.push_back(name); }
    void parameter(std::string name, std::vector<std::int64_t> shape) {
        const std::int64_t size = sizeOf(shape);
        m_net.slots.push_back(
            {std::move(name), std::move(shape), m_net.parameterCount, size, static_cast<std::int64_t>(m_net.layerNames.size()) - 1});
        m_net.stages.push_back(m_stage);
        m_net.parameterCount += size;
    }
    void norm(const std::string& name, std::int64_t channels) {
        parameter(name + ".weight", {channels});
        parameter(name + ".bias", {channels});
        buffer(name + ".running_mean", channels, 0.0F);
        buffer(name + ".running_var", channels, 1.0F);
    }
    void convolution(const std::string& name, std::int64_t from, std::int64_t to, std::int64_t kernel) {
        layer(name);
        parameter(name + ".weight", {to, from, kernel, kernel});
    }
    void linear(const std::string& name, std::int64_t from, std::int64_t to) {
        layer(name);
        parameter(name + ".weight", {to, from});
        parameter(name + ".bias", {to});
    }
    PictureArchitecture take() { return std::move(m_net); }
    PictureArchitecture& net() { return m_net; }

private:
    void buffer(std::string name, std::int64_t size, float initial) {
        m_net.buffers.push_back({std::move(name), m_net.bufferCount, size, initial});
        m_net.bufferCount += size;
    }

    PictureArchitecture m_net;
    std::int64_t m_stage = 0;
};

void addBasicBlock(Builder& builder, const std::string& name, std::int64_t from, std::int64_t to) {
    builder.convolution(name + ".conv1", from, to, 3);
    builder.norm(name + ".bn1", to);
    builder.convolution(name + ".conv2", to, to, 3);
    builder.norm(name + ".bn2", to);
    if (from == to) return;
    builder.convolution(name + ".downsample.0", from, to, 1);
    builder.norm(name + ".downsample.1", to);
}

/// 1/√fan-in, by the weight that a bias stands behind.
double fanInBound(const PictureArchitecture& net, std::size_t slot) {
    const ParameterSlot& weight = net.slots[slot].shape.size() == 1 ? net.slots[slot - 1] : net.slots[slot];
    return 1.0 / std::sqrt(static_cast<double>(weight.size / weight.shape[0]));
}

bool isNorm(const PictureArchitecture& net, std::size_t slot) {
    const std::string& name = net.slots[slot].name;
    return name.find("bn") != std::string::npos || name.find("norm") != std::string::npos || name.find("downsample.1") != std::string::npos;
}

} // namespace

std::int64_t PictureArchitecture::firstOfLastStages(std::int64_t count) const {
    const std::int64_t first = headStage - count;
    for (std::size_t i = 0; i < slots.size(); ++i)
        if (stages[i] >= first) return slots[i].offset;
    return parameterCount;
}

std::vector<LayerRange> trainedLayers(const PictureArchitecture& net, std::int64_t frozen) {
    std::vector<LayerRange> layers;
    std::int64_t last = -1;
    for (const ParameterSlot& slot : net.slots) {
        if (slot.offset < frozen) continue;
        if (slot.layer != last) layers.push_back({slot.offset - frozen, 0});
        layers.back().size += slot.size;
        last = slot.layer;
    }
    return layers;
}

PictureArchitecture makeResidualNetwork(const std::string& model, const PictureShape& shape) {
    Builder builder(model, shape, true);
    builder.net().stageBlocks = model == "resnet34" ? std::vector<std::int64_t>{3, 4, 6, 3} : std::vector<std::int64_t>{2, 2, 2, 2};
    builder.convolution("conv1", shape.channels, 64, 7);
    builder.norm("bn1", 64);
    std::int64_t from = 64;
    for (std::int64_t stage = 1; stage <= 4; ++stage) {
        builder.stage(stage);
        const std::int64_t width = std::int64_t{64} << (stage - 1);
        for (std::int64_t block = 0; block < builder.net().stageBlocks[static_cast<std::size_t>(stage - 1)]; ++block) {
            addBasicBlock(builder, "layer" + std::to_string(stage) + "." + std::to_string(block), from, width);
            from = width;
        }
    }
    builder.stage(PictureArchitecture::headStage);
    builder.linear("fc", residualFeatures, shape.outputs());
    return builder.take();
}

PictureArchitecture makeSmallConvolutionalNetwork(const PictureShape& shape, bool batchNorm) {
    constexpr std::int64_t hidden = 128;
    Builder builder("cnn", shape, batchNorm);
    std::int64_t from = shape.channels;
    for (const auto& [number, width] : {std::pair(1, std::int64_t{32}), std::pair(2, std::int64_t{64})}) {
        const std::string digit = std::to_string(number);
        builder.convolution("conv" + digit, from, width, 3);
        builder.parameter("conv" + digit + ".bias", {width});
        if (batchNorm) builder.norm("bn" + digit, width);
        from = width;
    }
    const std::int64_t side = shape.side / 4;
    builder.linear("fc1", from * side * side, hidden);
    builder.stage(PictureArchitecture::headStage);
    builder.linear("fc2", hidden, shape.outputs());
    return builder.take();
}

PictureArchitecture makeHead(const PictureArchitecture& whole) {
    Builder builder("head", whole.shape, false);
    builder.stage(PictureArchitecture::headStage);
    builder.linear(whole.layerNames.back(), whole.slots[whole.slots.size() - 2].shape[1], whole.shape.outputs());
    return builder.take();
}

std::vector<float> initialParameters(const PictureArchitecture& net, std::uint64_t seed, std::int64_t first) {
    std::vector<float> values(static_cast<std::size_t>(net.parameterCount));
    for (std::size_t slot = 0; slot < net.slots.size(); ++slot) {
        const ParameterSlot& each = net.slots[slot];
        if (each.offset < first) continue;
        const std::span<float> target(values.data() + each.offset, static_cast<std::size_t>(each.size));
        RandomStream stream({seed, RandomPurpose::Initialisation, 0, 0, static_cast<std::uint32_t>(slot)});
        if (isNorm(net, slot)) {
            std::ranges::fill(target, each.name.ends_with("weight") ? 1.0F : 0.0F);
        } else if (net.isResidual() && each.shape.size() == 4) {
            const double deviation = std::sqrt(2.0 / static_cast<double>(each.shape[0] * each.shape[2] * each.shape[3]));
            for (float& value : target) value = static_cast<float>(deviation * stream.normal());
        } else {
            const double bound = fanInBound(net, slot);
            for (float& value : target) value = static_cast<float>(stream.uniform(-bound, bound));
        }
    }
    return values;
}

std::vector<float> initialBuffers(const PictureArchitecture& net) {
    std::vector<float> values;
    for (const BufferSlot& buffer : net.buffers) values.insert(values.end(), static_cast<std::size_t>(buffer.size), buffer.initial);
    return values;
}

} // namespace epochlab::core
