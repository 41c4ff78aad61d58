#pragma once

// The way back: from the gradient of the logits to that of every parameter.

#include "mlp/kernels/activation.h"
#include "mlp/kernels/batch_norm.h"
#include "mlp/kernels/pass.h"

namespace epochlab::core::kernels {

template <class V> struct Backward : Pass<V> {
    using typename Pass<V>::Float;
    using Pass<V>::job;
    using Pass<V>::plan;
    using Pass<V>::worker;
    using Pass<V>::tiles;
    using Pass<V>::firstTile;
    using Pass<V>::endTile;
    using Pass<V>::arena;
    using Pass<V>::Pass;
    static constexpr std::int64_t fewRows = 4; ///< up to here single numbers are moved faster than blocks

    void throughLayer(const LayerPlan& layer, bool passOn) const {
        if (layer.hidden) withActivation<V>(plan.activation, [&]<Activation kind>() { bendBack<kind>(layer); });
        worker.wait(); // all are done with the transposed rows of the layer above
        for (std::int64_t tile = firstTile; tile < endTile; ++tile) transposeInput(layer, tile);
        worker.wait();
        const std::int64_t first = worker.begin(layer.outputs);
        const std::int64_t end = worker.end(layer.outputs);
        float* weights = job.gradient + layer.weight;
        for (std::int64_t i = first * layer.inputs; i < end * layer.inputs; ++i) weights[i] = 0.0F;
        for (std::int64_t tile = 0; tile < tiles.count(); ++tile) weightGradient(layer, tile, first, end);
        biasGradient(layer, first, end);
        if (!passOn) return;
        for (std::int64_t tile = firstTile; tile < endTile; ++tile) multiplyBackward(layer, tile);
    }

    /// ∂loss/∂output (upstream) · slope → ∂loss/∂z, through batch norm → ∂loss/∂y, which takes the place of the output: the layer above
    /// has its own copy of that by now.
    template <Activation kind> void bendBack(const LayerPlan& layer) const {
        const float* upstream = arena + plan.upstream;
        const float* slope = layer.slope >= 0 ? arena + layer.slope : nullptr;
        const auto dz = [=](std::int64_t at, Float z) {
            const Float up = V::load(upstream + at);
            return slope ? V::load(slope + at) * up : Bend<V, kind>::back(z, up);
        };
        if (layer.gamma < 0) {
            bendTiles(layer, [=](std::int64_t) { return dz; });
            return;
        }
        const BatchNorm<V> batchNorm{plan, layer, tiles, arena};
        const auto dzOf = [&](std::int64_t feature) {
            return [dz, z = batchNorm.normalization(feature, job.parameters)](std::int64_t at, Float y) { return dz(at, z.at(y)); };
        };
        for (std::int64_t tile = firstTile; tile < endTile; ++tile) batchNorm.measureBack(tile, dzOf);
        worker.wait(); // for the sums of all tiles
        this->forMyFeatures(layer, [&](std::int64_t first, int count) { batchNorm.joinBack(first, count, job.gradient); });
        worker.wait();
        bendTiles(layer, [&](std::int64_t feature) { // dz is made a second time: that is quicker than to keep it
            return [dz = dzOf(feature), back = batchNorm.back(feature)](std::int64_t at, Float y) { return back.at(y, dz(at, y)); };
        });
    }

    /// dyOf(feature)(offset, y) → output.
    template <class BodyOf> void bendTiles(const LayerPlan& layer, const BodyOf& dyOf) const {
        const float* y = arena + layer.linear;
        float* to = arena + layer.output;
        for (std::int64_t tile = firstTile; tile < endTile; ++tile)
            for (std::int64_t feature = 0; feature < layer.outputs; ++feature) {
                const auto dy = dyOf(feature);
                tiles.forEachVector(tile, feature, layer.outputs,
                                    [=](std::int64_t at, int) { V::store(to + at, dy(at, V::load(y + at))); });
            }
    }

    std::int64_t inputVectors(const LayerPlan& layer) const { return (layer.inputs + V::lanes - 1) / V::lanes; }

    /// x[inputs][rows] → xᵀ[rows][inputs, filled up to whole vectors]; what fills them is computed with and thrown away.
    void transposeInput(const LayerPlan& layer, std::int64_t tile) const {
        const std::int64_t padded = inputVectors(layer) * V::lanes;
        const float* x = arena + layer.input + tiles.at(tile, 0, layer.inputs);
        float* xt = arena + plan.transposed + tile * plan.tileRows * padded;
        if (tiles.rowsIn(tile) <= fewRows) {
            const std::int64_t rows = tiles.rowsIn(tile);
            const std::int64_t tileRows = plan.tileRows;
            const std::int64_t inputs = layer.inputs;
            for (std::int64_t row = 0; row < rows; ++row)
                for (std::int64_t feature = 0; feature < inputs; ++feature) xt[row * padded + feature] = x[feature * tileRows + row];
            return;
        }
        for (std::int64_t row = 0; row < tiles.rowsIn(tile); row += V::lanes)
            for (std::int64_t feature = 0; feature < layer.inputs; feature += V::lanes) {
                const std::int64_t left = layer.inputs - feature;
                V::transpose(x + feature * plan.tileRows + row, plan.tileRows, left < V::lanes ? static_cast<int>(left) : V::lanes,
                             xt + row * padded + feature, padded);
            }
    }

    /// ∂W[outputs × inputs] += ∂y[outputs][rows] · xᵀ[rows][inputs], for outputs first … end − 1
    void weightGradient(const LayerPlan& layer, std::int64_t tile, std::int64_t first, std::int64_t end) const {
        const std::int64_t vectors = inputVectors(layer);
        const std::int64_t padded = vectors * V::lanes;
        Product<V, Start::Present> product{{arena + layer.output + tiles.at(tile, 0, layer.outputs), plan.tileRows, 1},
                                           arena + plan.transposed + tile * plan.tileRows * padded,
                                           padded,
                                           job.gradient + layer.weight,
                                           layer.inputs,
                                           tiles.rowsIn(tile),
                                           nullptr,
                                           static_cast<int>(layer.inputs - (vectors - 1) * V::lanes)};
        product.run(first, end, vectors);
    }

    /// ∂b = Σ ∂y; exactly 0 before batch norm, which takes the bias out again: rounding noise there would become whole Adam steps.
    void biasGradient(const LayerPlan& layer, std::int64_t first, std::int64_t end) const {
        float* bias = job.gradient + layer.bias;
        if (job.rowCount <= fewRows && layer.gamma < 0) {
            for (std::int64_t o = first; o < end; ++o) bias[o] = fewRowsSum(arena + layer.output + o * plan.tileRows);
            return;
        }
        for (std::int64_t o = first; o < end; o += V::lanes) {
            const int count = end - o < V::lanes ? static_cast<int>(end - o) : V::lanes;
            V::storeFirst(bias + o, layer.gamma >= 0 ? Float{} : rowSums(layer, o, count), count);
        }
    }

    float fewRowsSum(const float* y) const {
        float sum = y[0];
        for (std::int64_t row = 1; row < job.rowCount; ++row) sum += y[row];
        return sum;
    }

    /// Σ over the rows of ∂y for `count` features from `first` on, a lane each.
    Float rowSums(const LayerPlan& layer, std::int64_t first, int count) const {
        const float* y = arena + layer.output;
        Float parts[V::lanes] = {};
        for (int i = 0; i < count; ++i)
            for (std::int64_t tile = 0; tile < tiles.count(); ++tile)
                tiles.forEachVector(tile, first + i, layer.outputs, [&](std::int64_t at, int lanes) {
                    parts[i] += lanes == V::lanes ? V::load(y + at) : V::loadFirst(y + at, lanes);
                });
        return V::sumEach(parts);
    }

    /// ∂x[inputs][rows] = Wᵀ[inputs × outputs] · ∂y[outputs][rows], plus ∂output where the layer is skipped around.
    void multiplyBackward(const LayerPlan& layer, std::int64_t tile) const {
        const Strided transposedWeights{job.parameters + layer.weight, 1, layer.inputs};
        const float* y = arena + layer.output + tiles.at(tile, 0, layer.outputs);
        float* x = arena + plan.upstream + tiles.at(tile, 0, layer.inputs);
        if (layer.skip)
            Product<V, Start::Present>{transposedWeights, y, plan.tileRows, x, plan.tileRows, layer.outputs, nullptr}.run(
                0, layer.inputs, tiles.vectorsIn(tile));
        else
            Product<V, Start::Zero>{transposedWeights, y, plan.tileRows, x, plan.tileRows, layer.outputs, nullptr}.run(
                0, layer.inputs, tiles.vectorsIn(tile));
    }
};

} // namespace epochlab::core::kernels
