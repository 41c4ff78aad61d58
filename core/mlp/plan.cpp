#include "mlp/plan.h"

#include <algorithm>

namespace epochlab::core {
namespace {

constexpr std::int64_t largestTile = inferenceRows;
constexpr std::int64_t alignment = 16; // floats: a cache line

std::int64_t roundUp(std::int64_t value, std::int64_t to) { return (value + to - 1) / to * to; }

/// Hands out the arena's places one after another.
class Places {
public:
    std::int64_t take(std::int64_t floats) {
        const std::int64_t place = m_end;
        m_end += roundUp(floats, alignment);
        return place;
    }
    std::int64_t end() const { return m_end; }

private:
    std::int64_t m_end = 0;
};

void placeParameters(LayerPlan& layer, const MlpArchitecture& architecture, std::int64_t index) {
    for (const ParameterSlot& slot : architecture.slots) {
        if (slot.layer != index) continue;
        if (slot.name.ends_with("norm.weight"))
            layer.gamma = slot.offset;
        else if (slot.name.ends_with("norm.bias"))
            layer.beta = slot.offset;
        else if (slot.name.ends_with("weight"))
            layer.weight = slot.offset;
        else
            layer.bias = slot.offset;
    }
}

std::vector<LayerPlan> shapeLayers(const MlpArchitecture& architecture, std::int64_t& statistics) {
    std::vector<LayerPlan> layers(static_cast<std::size_t>(architecture.layerCount()));
    std::int64_t inputs = architecture.inputs;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        LayerPlan& layer = layers[i];
        layer.hidden = i < architecture.widths.size();
        layer.inputs = inputs;
        layer.outputs = layer.hidden ? architecture.widths[i] : architecture.outputs;
        layer.skip = layer.hidden && architecture.skipConnections && layer.inputs == layer.outputs;
        placeParameters(layer, architecture, static_cast<std::int64_t>(i));
        if (layer.gamma >= 0) {
            layer.runningMean = statistics;
            statistics += 2 * layer.outputs;
        }
        inputs = layer.outputs;
    }
    return layers;
}

/// Those of a rectified unit are a comparison; others cost an exponential, and masks are drawn once.
bool keepsSlopes(const StepPlan& step) {
    return step.dropout || (step.activation != Activation::Relu && step.activation != Activation::LeakyRelu);
}

void placeActivations(CompiledPlan& plan) {
    StepPlan& step = plan.step;
    const std::int64_t rows = step.tiles * step.tileRows;
    const auto tilesOf = [rows](std::int64_t width) { return rows * (width + 1); };
    Places places;
    std::int64_t input = places.take(tilesOf(step.inputs));
    for (LayerPlan& layer : plan.layers) {
        layer.input = input;
        layer.output = places.take(tilesOf(layer.outputs));
        layer.linear = layer.hidden ? places.take(tilesOf(layer.outputs)) : layer.output;
        if (layer.hidden && keepsSlopes(step)) layer.slope = places.take(tilesOf(layer.outputs));
        if (layer.gamma >= 0) {
            layer.statistics = places.take(batchStatistics * roundUp(layer.outputs, alignment));
        }
        input = layer.output;
    }
    step.upstream = places.take(tilesOf(step.widest));
    step.transposed = places.take(rows * roundUp(step.widest, alignment));
    step.rowWeights = places.take(rows);
    step.tileSums = places.take(3 * step.tiles * roundUp(step.widest, alignment));
    step.tileLosses = places.take(2 * step.tiles);
    step.tileCorrect = places.take(step.tiles);
    // A transpose may read a vector beyond a tile's last feature.
    step.arenaFloats = places.end() + largestTile;
}

} // namespace

Activation activationOf(const ParamSet& config) {
    const std::string& name = config.text("activation");
    if (name == "leaky-relu") return Activation::LeakyRelu;
    if (name == "tanh") return Activation::Tanh;
    if (name == "sigmoid") return Activation::Sigmoid;
    if (name == "gelu") return Activation::Gelu;
    return Activation::Relu;
}

UpdateRule updateRuleOf(const ParamSet& config) {
    UpdateRule rule;
    const std::string& name = config.text("optimizer");
    rule.method = name == "sgd"        ? OptimizerMethod::Sgd
                  : name == "momentum" ? OptimizerMethod::Momentum
                  : name == "adamw"    ? OptimizerMethod::AdamW
                                       : OptimizerMethod::Adam;
    rule.momentum = config.real("momentum");
    rule.beta1 = config.real("beta1");
    rule.beta2 = config.real("beta2");
    rule.epsilon = config.real("epsilon");
    rule.weightDecay = config.real("weight-decay");
    rule.l1 = config.real("l1");
    rule.clip = config.real("gradient-clip");
    return rule;
}

int momentCount(OptimizerMethod method) {
    if (method == OptimizerMethod::Sgd) return 0;
    return method == OptimizerMethod::Momentum ? 1 : 2;
}

CompiledPlan compilePlan(const MlpArchitecture& architecture, const ParamSet& config, std::int64_t largestBatch, std::int64_t lanes) {
    CompiledPlan plan;
    plan.layers = shapeLayers(architecture, plan.statisticsCount);
    StepPlan& step = plan.step;
    step.layers = plan.layers.data();
    step.layerCount = static_cast<std::int64_t>(plan.layers.size());
    step.activation = activationOf(config);
    step.dropout = config.real("dropout") > 0.0;
    step.inputs = architecture.inputs;
    step.classes = architecture.outputs;
    step.tileRows = std::min(largestTile, roundUp(largestBatch, lanes));
    step.tiles = (largestBatch + step.tileRows - 1) / step.tileRows;
    for (const LayerPlan& layer : plan.layers) step.widest = std::max({step.widest, layer.inputs, layer.outputs});
    step.parameterCount = architecture.parameterCount;
    placeActivations(plan);
    return plan;
}

std::int64_t placeInTiles(const StepPlan& plan, std::int64_t row, std::int64_t feature, std::int64_t width) {
    return (row / plan.tileRows * (width + 1) + feature) * plan.tileRows + row % plan.tileRows;
}

std::int64_t inferenceArena(const CompiledPlan& plan) {
    return roundUp(2 * plan.step.widest * plan.step.tileRows + plan.step.parameterCount, alignment);
}

} // namespace epochlab::core
