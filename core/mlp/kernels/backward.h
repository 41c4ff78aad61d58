#pragma once

// The way back: from the gradient of the logits to that of every parameter.

#include "mlp/kernels/activation.h"
#include "mlp/kernels/batch_norm.h"
#include "mlp/kernels/parameter_gradients.h"

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

    void throughLayer(const LayerPlan& layer, bool passOn) const {
        if (layer.hidden) withActivation<V>(plan.activation, [&]<Activation kind>() { bendBack<kind>(layer); });
        ParameterGradients<V>(job, worker).ofLayer(layer);
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
