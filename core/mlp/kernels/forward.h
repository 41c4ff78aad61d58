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
        const bool norm = layer.gamma >= 0;
        const BatchNorm<V> batchNorm{plan, layer, tiles, arena};
        for (std::int64_t tile = firstTile; tile < endTile; ++tile) {
            multiplyForward(layer, tile);
            if (norm) batchNorm.measure(tile);
        }
        if (!layer.hidden) return;
        if (norm) {
            worker.wait(); // for the sums of all tiles
            this->forMyFeatures(layer, [&](std::int64_t first, int count) { batchNorm.join(first, count, job.parameters, job.running); });
            worker.wait();
        }
        withActivation<V>(plan.activation, [&]<Activation kind>() {
            for (std::int64_t tile = firstTile; tile < endTile; ++tile)
                norm ? activate<kind, true>(batchNorm, tile) : activate<kind, false>(batchNorm, tile);
        });
    }

    /// y[outputs][rows] = b + W[outputs × inputs] · x[inputs][rows]
    void multiplyForward(const LayerPlan& layer, std::int64_t tile) const {
        Product<V, Start::RowValue> product{{job.parameters + layer.weight, layer.inputs, 1},
                                            arena + layer.input + tiles.at(tile, 0, layer.inputs),
                                            plan.tileRows,
                                            arena + layer.linear + tiles.at(tile, 0, layer.outputs),
                                            plan.tileRows,
                                            layer.inputs,
                                            job.parameters + layer.bias};
        product.run(0, layer.outputs, tiles.vectorsIn(tile));
    }

    /// y → output, and slope where it is kept; with batch norm z = γx̂ + β, else z = y. The output buffer holds the dropout mask before.
    template <Activation kind, bool norm> void activate(const BatchNorm<V>& batchNorm, std::int64_t tile) const {
        const LayerPlan& layer = batchNorm.layer;
        float* output = arena + layer.output;
        float* slope = layer.slope >= 0 ? arena + layer.slope : nullptr;
        const float* linear = arena + layer.linear;
        const float* input = arena + layer.input;
        const bool dropout = plan.dropout;
        const bool skip = layer.skip;
        for (std::int64_t feature = 0; feature < layer.outputs; ++feature) {
            const auto z = norm ? batchNorm.normalization(feature, job.parameters) : typename BatchNorm<V>::Normalization{};
            tiles.forEachVector(tile, feature, layer.outputs, [&](std::int64_t at, int) {
                const Float y = V::load(linear + at);
                auto bend = Bend<V, kind>::both(norm ? z.at(y) : y);
                if (dropout) {
                    const Float mask = V::load(output + at);
                    bend.value *= mask;
                    bend.slope *= mask;
                }
                if (skip) bend.value += V::load(input + at);
                V::store(output + at, bend.value);
                if (slope) V::store(slope + at, bend.slope);
            });
        }
    }
};

} // namespace epochlab::core::kernels
