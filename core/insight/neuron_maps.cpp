#include "insight/neuron_maps.h"

#include "insight/activations.h"

#include <algorithm>
#include <cmath>

namespace epochlab::core {

float largestOf(const std::vector<float>& map) {
    float largest = 0.0F;
    for (const float value : map) largest = std::max(largest, std::abs(value));
    return largest;
}

int NeuronMaps::dead() const {
    std::ptrdiff_t count = 0;
    for (const Layer& layer : layers)
        if (!layer.probabilities) count += std::ranges::count_if(layer.maps, [](const auto& map) { return largestOf(map) == 0.0F; });
    return static_cast<int>(count);
}

Result<NeuronMaps> neuronMaps(const Model& model, const PlaneRange& range, int side) {
    if (model.view || model.featureNames.size() != 2)
        return Error{ErrorCode::DataShape, "a plane needs two features; the model has " + std::to_string(model.inputCount()), "",
                     "choose a run on data with two features"};
    const Result<OpenedModel> opened = openModel(model);
    if (!opened) return opened.error();
    NeuronMaps maps{.side = side, .range = range, .xTitle = model.featureNames[0], .yTitle = model.featureNames[1]};
    std::vector<float> rows;
    for (int row = 0; row < side; ++row)
        for (int column = 0; column < side; ++column)
            rows.insert(rows.end(), {static_cast<float>(maps.x(column)), static_cast<float>(maps.y(row))});
    const Result<std::vector<LayerActivations>> layers = activationsOf(*opened, model.config, rows, std::int64_t{side} * side);
    if (!layers) return layers.error();
    const std::vector<std::string> names = opened->architecture.layerNames();
    for (std::size_t at = 0; at < layers->size(); ++at) {
        const LayerActivations& from = (*layers)[at];
        NeuronMaps::Layer layer{.name = names[at], .probabilities = at + 1 == layers->size()};
        const auto neurons = static_cast<std::size_t>(from.neurons);
        for (std::size_t neuron = 0; neuron < neurons; ++neuron) {
            layer.titles.push_back(layer.probabilities ? model.classNames[neuron] : "neuron " + std::to_string(neuron));
            std::vector<float>& map = layer.maps.emplace_back();
            for (std::size_t place = neuron; place < from.values.size(); place += neurons) map.push_back(from.values[place]);
        }
        maps.layers.push_back(std::move(layer));
    }
    return maps;
}

} // namespace epochlab::core
