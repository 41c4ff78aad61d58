#pragma once

// Forward in evaluation mode: tile by tile through the whole network, so that only one tile's activations are alive.

#include "mlp/kernels/activation.h"
#include "mlp/kernels/batch_norm.h"
#include "mlp/kernels/loss.h"
#include "mlp/kernels/multiply.h"

namespace epochlab::core::kernels {

template <class V> struct Inference {
    using Float = typename V::Float;

    InferenceJob& job;
    const StepPlan& plan;
    Tiles<V> tiles;
    float* now;    ///< [widest][tileRows]: a layer's input
    float* next;   ///< its output
    float* folded; ///< laid out as the parameters: weights and biases of the hidden layers that have batch norm, with it in them

    explicit Inference(InferenceJob& j)
        : job(j), plan(*j.plan), tiles{j.rowCount, j.plan->tileRows}, now(j.arena), next(j.arena + j.plan->widest * j.plan->tileRows),
          folded(j.arena + 2 * j.plan->widest * j.plan->tileRows) {}

    void run() {
        for (std::int64_t layer = 0; layer < plan.layerCount; ++layer)
            if (plan.layers[layer].gamma >= 0) foldBatchNorm(plan.layers[layer]);
        for (std::int64_t tile = 0; tile < tiles.count(); ++tile) {
            const std::int64_t filled = tiles.vectorsIn(tile) * V::lanes;
            gather(tile, filled);
            for (std::int64_t layer = 0; layer < plan.layerCount; ++layer) forward(plan.layers[layer], filled);
            answer(tile);
        }
    }

    /// γ (W·x + b − mean)/√(σ² + ε) + β as one linear layer.
    void foldBatchNorm(const LayerPlan& layer) const {
        const float* mean = job.running + layer.runningMean;
        const float* variance = mean + layer.outputs;
        for (std::int64_t o = 0; o < layer.outputs; ++o) {
            const double deviation = __builtin_sqrt(static_cast<double>(variance[o]) + batchNormEpsilon);
            const float scale = job.parameters[layer.gamma + o] * static_cast<float>(1.0 / deviation);
            const float* weights = job.parameters + layer.weight + o * layer.inputs;
            float* to = folded + layer.weight + o * layer.inputs;
            for (std::int64_t i = 0; i < layer.inputs; ++i) to[i] = weights[i] * scale;
            folded[layer.bias + o] = job.parameters[layer.beta + o] + (job.parameters[layer.bias + o] - mean[o]) * scale;
        }
    }

    void gather(std::int64_t tile, std::int64_t filled) const {
        const float* rows = job.inputs + tile * plan.tileRows * plan.inputs;
        const std::int64_t count = tiles.rowsIn(tile);
        for (std::int64_t feature = 0; feature < plan.inputs; ++feature)
            for (std::int64_t r = 0; r < filled; ++r) now[feature * plan.tileRows + r] = r < count ? rows[r * plan.inputs + feature] : 0.0F;
    }

    /// From z to what the next layer takes, while z is in registers.
    template <Activation kind> struct Bent {
        const float* skipped; ///< the layer's input where it is added, or null
        Float operator()(Float z, std::ptrdiff_t offset) const {
            const Float value = Bend<V, kind>::value(z);
            return skipped ? value + V::load(skipped + offset) : value;
        }
    };

    void forward(const LayerPlan& layer, std::int64_t filled) {
        if (layer.hidden)
            withActivation<V>(plan.activation, [&]<Activation kind>() { multiply(layer, filled, Bent<kind>{layer.skip ? now : nullptr}); });
        else
            multiply(layer, filled, AsTheyAre<V>{});
        float* swapped = now;
        now = next;
        next = swapped;
    }

    template <class Finish> void multiply(const LayerPlan& layer, std::int64_t filled, Finish finish) const {
        const float* parameters = layer.gamma >= 0 ? folded : job.parameters;
        Product<V, Start::RowValue, Finish>{{parameters + layer.weight, layer.inputs, 1},
                                            now,
                                            plan.tileRows,
                                            next,
                                            plan.tileRows,
                                            layer.inputs,
                                            parameters + layer.bias,
                                            V::lanes,
                                            finish}
            .run(0, layer.outputs, filled / V::lanes);
    }

    void answer(std::int64_t tile) const {
        const SoftmaxCrossEntropy<V> softmax{now, plan.classes, plan.tileRows};
        for (std::int64_t row = 0; row < tiles.rowsIn(tile); row += V::lanes) {
            const std::int64_t first = tile * plan.tileRows + row;
            const int lanes = tiles.lanesAt(first);
            const std::int32_t* labels = job.labels ? job.labels + first : nullptr;
            const Float sums = softmax.evaluate(row, lanes, labels, job.lossSum, job.correct);
            if (!job.probabilities) continue;
            for (std::int64_t c = 0; c < plan.classes; ++c) {
                const Float share = V::load(now + c * plan.tileRows + row) / sums;
                for (int i = 0; i < lanes; ++i) job.probabilities[(first + i) * plan.classes + c] = share[i];
            }
        }
    }
};

} // namespace epochlab::core::kernels
