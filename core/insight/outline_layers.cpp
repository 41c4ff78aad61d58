#include "insight/outline_layers.h"

#include "params/setting_words.h"

#include <algorithm>

namespace epochlab::core {
namespace {

using Shape = std::vector<std::int64_t>;

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text;
}

/// What a stride of two leaves of a side, with the padding that the networks have.
std::int64_t halved(std::int64_t side) { return (side + 1) / 2; }

/// Parameters whose names begin so, and those of them that are trained.
class Counter {
public:
    Counter(const std::vector<ParameterSlot>& slots, std::int64_t frozen) : m_slots(slots), m_frozen(frozen) {}
    void count(OutlineLayer& layer, const std::vector<std::string>& prefixes) const {
        for (const ParameterSlot& slot : m_slots) {
            if (std::ranges::none_of(prefixes, [&](const std::string& prefix) { return slot.name.starts_with(prefix); })) continue;
            layer.parameters += slot.size;
            if (slot.offset >= m_frozen) layer.trained += slot.size;
        }
    }

private:
    const std::vector<ParameterSlot>& m_slots;
    std::int64_t m_frozen;
};

OutlineLayer inputLayer(const ParamSet& config, const ModelEnds& ends, std::int64_t inputs) {
    OutlineLayer layer{.name = "input", .kind = ends.view ? "pixels in a row" : "features", .input = {ends.inputs()}, .output = {inputs}};
    if (ends.view) layer.input = {ends.view->channels(), ends.view->side(), ends.view->side()};
    std::vector<std::string> behind;
    const std::int64_t sines = config.integer("sine-features");
    if (sines > 0) behind.push_back(std::to_string(sines) + (sines == 1 ? " sine of each" : " sines of each"));
    if (config.boolean("standardize")) behind.emplace_back("standardised");
    layer.behind = joined(behind);
    return layer;
}

/// The two networks' bodies in front of the head.
class PictureLayers {
public:
    PictureLayers(const PictureArchitecture& net, std::int64_t frozen) : m_net(net), m_counter(net.slots, frozen) {
        m_shape = {net.shape.channels, net.shape.side, net.shape.side};
        m_layers.push_back({.name = "input", .kind = "pixels, normalised", .input = m_shape, .output = m_shape});
    }

    std::vector<OutlineLayer> residual() {
        add("conv1", "convolution 7 × 7, stride 2", "batch norm, ReLU", shrunk(64), {"conv1.", "bn1."});
        add("maxpool", "max pooling 3 × 3, stride 2", "", shrunk(64), {});
        std::int64_t width = 64;
        for (std::size_t stage = 0; stage < m_net.stageBlocks.size(); ++stage, width *= 2)
            for (std::int64_t number = 0; number < m_net.stageBlocks[stage]; ++number) addBlock(stage, number, width);
        add("avgpool", "mean over the picture", "", {m_shape[0]}, {});
        return withHead("fc");
    }

    std::vector<OutlineLayer> small() {
        const std::string behind = m_net.batchNorm ? "batch norm, ReLU, max pooling 2 × 2" : "ReLU, max pooling 2 × 2";
        for (const auto& [digit, width] : {std::pair(std::string("1"), std::int64_t{32}), std::pair(std::string("2"), std::int64_t{64})})
            add("conv" + digit, "convolution 3 × 3", behind, {width, m_shape[1] / 2, m_shape[2] / 2},
                {"conv" + digit + ".", "bn" + digit + "."});
        const auto fc1 = std::ranges::find(m_net.slots, std::string("fc1.weight"), &ParameterSlot::name);
        add("fc1", "fully connected", "ReLU", {fc1->shape[0]}, {"fc1."});
        return withHead("fc2");
    }

private:
    Shape shrunk(std::int64_t channels) const { return {channels, halved(m_shape[1]), halved(m_shape[2])}; }

    void add(const std::string& name, std::string kind, std::string behind, Shape output, const std::vector<std::string>& prefixes) {
        OutlineLayer layer{
            .name = name, .kind = std::move(kind), .behind = std::move(behind), .input = std::move(m_shape), .output = std::move(output)};
        m_counter.count(layer, prefixes);
        m_shape = layer.output;
        m_layers.push_back(std::move(layer));
    }

    void addBlock(std::size_t stage, std::int64_t number, std::int64_t width) {
        const bool shrinks = stage > 0 && number == 0;
        const std::string name = "layer" + std::to_string(stage + 1) + "." + std::to_string(number);
        add(name, shrinks ? "two convolutions 3 × 3, stride 2" : "two convolutions 3 × 3",
            shrinks ? "batch norm, ReLU, 1 × 1 skip" : "batch norm, ReLU, skip", shrinks ? shrunk(width) : m_shape, {name + "."});
    }

    std::vector<OutlineLayer> withHead(const std::string& name) {
        const std::int64_t outputs = m_net.shape.outputs();
        add(name, "fully connected", outputs == 1 ? "sigmoid: the second of two classes" : "softmax", {outputs}, {name + "."});
        return std::move(m_layers);
    }

    const PictureArchitecture& m_net;
    Counter m_counter;
    Shape m_shape; ///< of what comes out of the last layer so far
    std::vector<OutlineLayer> m_layers;
};

} // namespace

std::vector<OutlineLayer> layersOf(const MlpArchitecture& net, const ParamSet& config, const ModelEnds& ends) {
    const Counter counter(net.slots, 0);
    std::vector<OutlineLayer> layers{inputLayer(config, ends, net.inputs)};
    std::vector<std::string> behind;
    if (net.batchNorm) behind.emplace_back("batch norm");
    behind.push_back(valueWords(*config.table().find("activation"), config.value("activation")));
    if (config.real("dropout") > 0.0) behind.push_back("dropout " + shortNumber(config.real("dropout")));
    const std::vector<std::string> names = net.layerNames();
    for (std::size_t at = 0; at < names.size(); ++at) {
        const bool hidden = at < net.widths.size();
        OutlineLayer layer{.name = names[at],
                           .kind = "fully connected",
                           .behind = hidden ? joined(behind) : "softmax",
                           .input = layers.back().output,
                           .output = {hidden ? net.widths[at] : net.outputs}};
        if (hidden && net.skipConnections && layer.input == layer.output) layer.behind += ", skip";
        counter.count(layer, {"layers." + std::to_string(at) + "."});
        layers.push_back(std::move(layer));
    }
    return layers;
}

std::vector<OutlineLayer> layersOf(const PictureArchitecture& net, std::int64_t frozen) {
    PictureLayers layers(net, frozen);
    return net.isResidual() ? layers.residual() : layers.small();
}

} // namespace epochlab::core
