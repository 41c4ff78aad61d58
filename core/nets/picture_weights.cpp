#include "nets/picture_weights.h"

#include <algorithm>

namespace epochlab::core {
namespace {

bool isCounter(const std::string& name) { return name.ends_with(".num_batches_tracked"); }
bool isBuffer(const std::string& name) { return name.ends_with(".running_mean") || name.ends_with(".running_var"); }

/// Both are in the order of the network's slots and buffers.
ImportedTensors joined(const std::vector<NamedTensor>& tensors) {
    ImportedTensors values;
    for (const NamedTensor& tensor : tensors) {
        if (isCounter(tensor.name)) continue;
        std::vector<float>& target = isBuffer(tensor.name) ? values.buffers : values.parameters;
        target.insert(target.end(), tensor.values.begin(), tensor.values.end());
    }
    return values;
}

std::vector<std::string> headTensors(const PictureArchitecture& net) {
    return {net.layerNames.back() + ".weight", net.layerNames.back() + ".bias"};
}

std::vector<ExpectedTensor> backboneTensors(const PictureArchitecture& net) {
    std::vector<ExpectedTensor> expected = expectedTensors(net);
    const std::vector<std::string> head = headTensors(net);
    std::erase_if(expected, [&head](const ExpectedTensor& tensor) { return std::ranges::find(head, tensor.name) != head.end(); });
    return expected;
}

} // namespace

std::vector<ExpectedTensor> expectedTensors(const PictureArchitecture& net) {
    std::vector<ExpectedTensor> expected;
    auto buffer = net.buffers.begin();
    for (const ParameterSlot& slot : net.slots) {
        expected.push_back({slot.name, slot.shape});
        if (!slot.name.ends_with(".bias")) continue;
        const std::string norm = slot.name.substr(0, slot.name.size() - 4); // with the dot
        const auto first = buffer;
        for (; buffer != net.buffers.end() && buffer->name.starts_with(norm); ++buffer) expected.push_back({buffer->name, {buffer->size}});
        if (buffer != first) expected.push_back({norm + "num_batches_tracked", {}});
    }
    return expected;
}

ModelWeights exportWeights(const PictureArchitecture& net, std::span<const float> parameters, std::span<const float> buffers) {
    ModelWeights weights;
    const auto part = [](std::span<const float> values, std::int64_t offset, std::int64_t size) {
        const auto view = values.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
        return std::vector<float>(view.begin(), view.end());
    };
    for (const ParameterSlot& slot : net.slots)
        weights.tensors.push_back({slot.name, slot.shape, part(parameters, slot.offset, slot.size)});
    for (const BufferSlot& slot : net.buffers) weights.tensors.push_back({slot.name, {slot.size}, part(buffers, slot.offset, slot.size)});
    return weights;
}

Result<ImportedTensors> importWeights(const PictureArchitecture& net, WeightsFile file, const std::string& origin) {
    const Result<std::vector<NamedTensor>> taken = takeTensors(expectedTensors(net), std::move(file), origin);
    if (!taken) return taken.error();
    return joined(*taken);
}

Result<ImportedTensors> importBackbone(const PictureArchitecture& net, WeightsFile file, const std::string& origin,
                                       std::span<const float> initial) {
    const Result<std::vector<NamedTensor>> taken = takeTensors(backboneTensors(net), std::move(file), origin, headTensors(net));
    if (!taken) return taken.error();
    ImportedTensors values = joined(*taken);
    const auto head = initial.subspan(static_cast<std::size_t>(net.headOffset));
    values.parameters.insert(values.parameters.end(), head.begin(), head.end());
    return values;
}

std::optional<FittingNetwork> networkOf(const WeightsFile& file) {
    const NamedTensor* bias = file.find("fc.bias");
    const NamedTensor* weight = file.find("fc.weight");
    if (bias == nullptr || weight == nullptr || bias->shape.size() != 1) return std::nullopt;
    if (weight->shape != std::vector<std::int64_t>{bias->shape[0], residualFeatures}) return std::nullopt;
    for (const char* model : {"resnet18", "resnet34"}) {
        const PictureArchitecture net = makeResidualNetwork(model, {});
        const TensorDifferences differences = compareTensors(backboneTensors(net), file, headTensors(net));
        if (differences.missing.empty() && differences.extra.empty() && differences.misshapen.empty())
            return FittingNetwork{model, bias->shape[0]};
    }
    return std::nullopt;
}

} // namespace epochlab::core
