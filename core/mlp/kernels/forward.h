#pragma once

// The way from the data set's rows to the logits.

#include "mlp/kernels/batch_norm.h"
#include "mlp/kernels/activation.h"
#include "mlp/kernels/pass.h"

namespace epochlab::core::kernels {

template <class V> struct Forward : Pass<V> {
    using typename Pass<V>::Float;
    using Pass<V>::job;
    using Pass<V>::plan;
    using Pass<V>::worker;
    using Pass<V>::tiles;
    using Pass<V>::firstTile;
    using Pass<V>::endTile;
    using Pass<V>::arena;
    using Pass<V>::Pass;

    void gatherTiles() const {
        for (std::int64_t tile = firstTile; tile < endTile; ++tile) gather(tile);
    }

    /// The batch's rows from the data set to the first layer's input, [row][feature] → [feature][row]; the last vector is filled with
    /// zeros.
    void gather(std::int64_t tile) const {
        const std::int32_t* rows = job.rows + tile * plan.tileRows;
        const std::int64_t count = tiles.rowsIn(tile);
        const std::int64_t filled = tiles.vectorsIn(tile) * V::lanes;
        for (std::int64_t feature = 0; feature < plan.inputs; ++feature) {
            float* to = arena + plan.layers[0].input + tiles.at(tile, feature, plan.inputs);
            for (std::int64_t r = 0; r < count; ++r) to[r] = job.inputs[rows[r] * plan.inputs + feature];
            for (std::int64_t r = count; r < filled; ++r) to[r] = 0.0F;
        }
    }

    void throughLayer(const LayerPlan& layer) const {
        for (std::int64_t tile = firstTile; tile < endTile; ++tile) multiplyForward(layer, tile);
        if (!layer.hidden) return;
        const bool norm = layer.gamma >= 0;
        if (norm) worker.wait(); // a feature's statistics take the rows of all tiles
        withActivation<V>(plan.activation, [&]<Activation kind>() {
            if (norm)
                activate<kind, true>(layer, worker.begin(layer.outputs), worker.end(layer.outputs), 0, tiles.count());
            else
                activate<kind, false>(layer, 0, layer.outputs, firstTile, endTile);
        });
        if (norm) worker.wait();
    }

    std::int64_t linearResult(const LayerPlan& layer) const {
        if (!layer.hidden) return layer.output;
        return layer.gamma >= 0 ? layer.normalized : layer.slope;
    }

    /// y[outputs][rows] = b + W[outputs × inputs] · x[inputs][rows]
    void multiplyForward(const LayerPlan& layer, std::int64_t tile) const {
        Product<V, Start::RowValue> product{{job.parameters + layer.weight, layer.inputs, 1},
                                            arena + layer.input + tiles.at(tile, 0, layer.inputs),
                                            plan.tileRows,
                                            arena + linearResult(layer) + tiles.at(tile, 0, layer.outputs),
                                            plan.tileRows,
                                            layer.inputs,
                                            job.parameters + layer.bias};
        product.run(0, layer.outputs, tiles.vectorsIn(tile));
    }

    /// z → output and slope; with batch norm z = γx̂ + β. The output buffer holds the dropout mask before.
    template <Activation kind, bool norm>
    void activate(const LayerPlan& layer, std::int64_t firstFeature, std::int64_t endFeature, std::int64_t first, std::int64_t end) const {
        float* normalized = arena + layer.normalized;
        float* output = arena + layer.output;
        float* slope = arena + layer.slope;
        const float* input = arena + layer.input;
        const bool dropout = plan.dropout;
        const bool skip = layer.skip;
        for (std::int64_t feature = firstFeature; feature < endFeature; ++feature) {
            const auto normal = norm ? BatchNorm<V>{tiles, layer, arena}.statistics(feature, job.running) : typename BatchNorm<V>::Normal{};
            const Float gamma = V::all(norm ? job.parameters[layer.gamma + feature] : 1.0F);
            const Float beta = V::all(norm ? job.parameters[layer.beta + feature] : 0.0F);
            tiles.forEachVector(feature, layer.outputs, first, end, [&](std::int64_t at, int) {
                Float z = V::load((norm ? normalized : slope) + at);
                if constexpr (norm) {
                    z = (z - V::all(normal.mean)) * V::all(normal.scale);
                    V::store(normalized + at, z);
                    z = V::fma(z, gamma, beta);
                }
                auto bend = Bend<V, kind>::both(z);
                if (dropout) {
                    const Float mask = V::load(output + at);
                    bend.value *= mask;
                    bend.slope *= mask;
                }
                if (skip) bend.value += V::load(input + at);
                V::store(output + at, bend.value);
                V::store(slope + at, bend.slope);
            });
        }
    }
};

} // namespace epochlab::core::kernels
