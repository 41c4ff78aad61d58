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
    float* now;  ///< [widest][tileRows]: a layer's input
    float* next; ///< its output
    float* fold; ///< laid out as the running statistics: batch norm as z = scale · y + shift, of each hidden layer in turn

    explicit Inference(InferenceJob& j)
        : job(j), plan(*j.plan), tiles{j.rowCount, j.plan->tileRows}, now(j.arena), next(j.arena + j.plan->widest * j.plan->tileRows),
          fold(j.arena + 2 * j.plan->widest * j.plan->tileRows) {}

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

    void foldBatchNorm(const LayerPlan& layer) const {
        const float* mean = job.running + layer.runningMean;
        const float* variance = mean + layer.outputs;
        float* scale = fold + layer.runningMean;
        float* shift = scale + layer.outputs;
        for (std::int64_t f = 0; f < layer.outputs; ++f) {
            const double deviation = __builtin_sqrt(static_cast<double>(variance[f]) + batchNormEpsilon);
            scale[f] = job.parameters[layer.gamma + f] * static_cast<float>(1.0 / deviation);
            shift[f] = job.parameters[layer.beta + f] - mean[f] * scale[f];
        }
    }

    void gather(std::int64_t tile, std::int64_t filled) const {
        const float* rows = job.inputs + tile * plan.tileRows * plan.inputs;
        const std::int64_t count = tiles.rowsIn(tile);
        for (std::int64_t feature = 0; feature < plan.inputs; ++feature)
            for (std::int64_t r = 0; r < filled; ++r) now[feature * plan.tileRows + r] = r < count ? rows[r * plan.inputs + feature] : 0.0F;
    }

    void forward(const LayerPlan& layer, std::int64_t filled) {
        Product<V, Start::RowValue>{{job.parameters + layer.weight, layer.inputs, 1},
                                    now,
                                    plan.tileRows,
                                    next,
                                    plan.tileRows,
                                    layer.inputs,
                                    job.parameters + layer.bias}
            .run(0, layer.outputs, filled / V::lanes);
        if (layer.hidden) withActivation<V>(plan.activation, [&]<Activation kind>() { activate<kind>(layer, filled); });
        float* swapped = now;
        now = next;
        next = swapped;
    }

    template <Activation kind> void activate(const LayerPlan& layer, std::int64_t filled) const {
        for (std::int64_t feature = 0; feature < layer.outputs; ++feature) {
            const bool norm = layer.gamma >= 0;
            const float scale = norm ? fold[layer.runningMean + feature] : 1.0F;
            const float shift = norm ? fold[layer.runningMean + layer.outputs + feature] : 0.0F;
            for (std::int64_t r = 0; r < filled; r += V::lanes) {
                const std::int64_t at = feature * plan.tileRows + r;
                Float value = Bend<V, kind>::value(V::fma(V::load(next + at), V::all(scale), V::all(shift)));
                if (layer.skip) value += V::load(now + at);
                V::store(next + at, value);
            }
        }
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
