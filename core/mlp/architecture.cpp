#include "mlp/architecture.h"

#include <functional>
#include <numeric>

namespace epochlab::core {
namespace {

void addSlot(MlpArchitecture& architecture, std::int64_t layer, const std::string& part, std::vector<std::int64_t> shape) {
    ParameterSlot slot;
    slot.name = "layers." + std::to_string(layer) + "." + part;
    slot.size = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
    slot.shape = std::move(shape);
    slot.offset = architecture.parameterCount;
    slot.layer = layer;
    architecture.parameterCount += slot.size;
    architecture.slots.push_back(std::move(slot));
}

} // namespace

std::vector<std::string> MlpArchitecture::layerNames() const {
    std::vector<std::string> names;
    for (std::size_t layer = 0; layer < widths.size(); ++layer) names.push_back("layer " + std::to_string(layer));
    names.emplace_back("output");
    return names;
}

std::vector<std::span<const float>> layerParametersOf(const MlpArchitecture& architecture, const float* flat) {
    std::vector<std::span<const float>> layers(static_cast<std::size_t>(architecture.layerCount()));
    for (const ParameterSlot& slot : architecture.slots) { // those of a layer lie one behind the other
        std::span<const float>& layer = layers[static_cast<std::size_t>(slot.layer)];
        const float* first = layer.empty() ? flat + slot.offset : layer.data();
        layer = {first, flat + slot.offset + slot.size};
    }
    return layers;
}

MlpArchitecture makeArchitecture(const ParamSet& config, std::int64_t features, std::int64_t classes) {
    MlpArchitecture architecture;
    const std::int64_t sines = config.integer("sine-features");
    architecture.inputs = sines > 0 ? features * sines : features;
    architecture.outputs = classes;
    architecture.widths.assign(static_cast<std::size_t>(config.integer("hidden-layers")), config.integer("width"));
    architecture.batchNorm = config.boolean("batch-norm");
    architecture.skipConnections = config.boolean("skip-connections");

    std::int64_t fanIn = architecture.inputs;
    std::int64_t layer = 0;
    for (const std::int64_t width : architecture.widths) {
        addSlot(architecture, layer, "weight", {width, fanIn});
        addSlot(architecture, layer, "bias", {width});
        if (architecture.batchNorm) {
            addSlot(architecture, layer, "norm.weight", {width});
            addSlot(architecture, layer, "norm.bias", {width});
        }
        fanIn = width;
        ++layer;
    }
    addSlot(architecture, layer, "weight", {classes, fanIn});
    addSlot(architecture, layer, "bias", {classes});
    return architecture;
}

} // namespace epochlab::core
