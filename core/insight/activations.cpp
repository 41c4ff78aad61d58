#include "insight/activations.h"

#include "mlp/plan.h"

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

float bent(Activation activation, float x) {
    switch (activation) {
    case Activation::LeakyRelu: return x > 0.0F ? x : 0.01F * x;
    case Activation::Tanh: return std::tanh(x);
    case Activation::Sigmoid: return 1.0F / (1.0F + std::exp(-x));
    case Activation::Gelu: return 0.5F * x * (1.0F + std::erf(x * std::sqrt(0.5F)));
    case Activation::Relu: break;
    }
    return std::max(0.0F, x);
}

/// One layer's numbers.
struct LayerWeights {
    std::span<const float> weight, bias, gamma, beta, mean, variance; ///< the last four: empty without batch norm
};

std::vector<LayerWeights> layersOf(const OpenedModel& model) {
    std::vector<LayerWeights> layers(static_cast<std::size_t>(model.architecture.layerCount()));
    for (const ParameterSlot& slot : model.architecture.slots) {
        const auto values =
            std::span(model.weights.parameters).subspan(static_cast<std::size_t>(slot.offset), static_cast<std::size_t>(slot.size));
        LayerWeights& layer = layers[static_cast<std::size_t>(slot.layer)];
        const bool norm = slot.name.find(".norm.") != std::string::npos;
        (slot.name.ends_with("weight") ? (norm ? layer.gamma : layer.weight) : (norm ? layer.beta : layer.bias)) = values;
    }
    if (!model.architecture.batchNorm) return layers;
    std::size_t at = 0;
    for (std::size_t index = 0; index < model.architecture.widths.size(); ++index)
        for (auto* part : {&layers[index].mean, &layers[index].variance}) {
            *part = std::span(model.weights.running).subspan(at, static_cast<std::size_t>(model.architecture.widths[index]));
            at += part->size();
        }
    return layers;
}

/// W x + b, and the norm of what is known of the training's batches.
LayerActivations linear(const LayerWeights& layer, const std::vector<float>& inputs, std::int64_t rows) {
    constexpr float epsilon = 1e-5F;
    const std::size_t outputs = layer.bias.size(), width = layer.weight.size() / outputs;
    LayerActivations result{static_cast<std::int64_t>(outputs), std::vector<float>(static_cast<std::size_t>(rows) * outputs)};
    for (std::size_t row = 0; row < static_cast<std::size_t>(rows); ++row)
        for (std::size_t neuron = 0; neuron < outputs; ++neuron) {
            float sum = layer.bias[neuron];
            for (std::size_t i = 0; i < width; ++i) sum += layer.weight[neuron * width + i] * inputs[row * width + i];
            if (!layer.gamma.empty())
                sum = (sum - layer.mean[neuron]) / std::sqrt(layer.variance[neuron] + epsilon) * layer.gamma[neuron] + layer.beta[neuron];
            result.values[row * outputs + neuron] = sum;
        }
    return result;
}

void softmax(LayerActivations& logits) {
    const auto classes = static_cast<std::ptrdiff_t>(logits.neurons);
    for (auto row = logits.values.begin(); row != logits.values.end(); row += classes) {
        const float largest = *std::max_element(row, row + classes);
        float sum = 0.0F;
        for (auto value = row; value != row + classes; ++value) sum += * value = std::exp(*value - largest);
        for (auto value = row; value != row + classes; ++value) *value /= sum;
    }
}

} // namespace

Result<std::vector<LayerActivations>> activationsOf(const OpenedModel& model, const ParamSet& config, std::span<const float> features,
                                                    std::int64_t rows) {
    if (const Result<void> fits = model.checkFeatures(features, rows); !fits) return fits.error();
    const Activation activation = activationOf(config);
    const std::vector<float> inputs = model.transform.apply(features.data(), rows, model.features);
    const std::vector<LayerWeights> layers = layersOf(model);
    std::vector<LayerActivations> result;
    for (std::size_t index = 0; index < layers.size(); ++index) {
        const std::vector<float>& before = index == 0 ? inputs : result.back().values;
        LayerActivations layer = linear(layers[index], before, rows);
        if (index + 1 == layers.size()) {
            softmax(layer);
        } else {
            const bool skip = model.architecture.skipConnections && layer.values.size() == before.size();
            for (std::size_t i = 0; i < layer.values.size(); ++i)
                layer.values[i] = bent(activation, layer.values[i]) + (skip ? before[i] : 0.0F);
        }
        result.push_back(std::move(layer));
    }
    return result;
}

} // namespace epochlab::core
