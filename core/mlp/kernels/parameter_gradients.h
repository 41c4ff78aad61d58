#pragma once

// ∂loss/∂W and ∂loss/∂b of a layer, from ∂loss/∂y and what went in.

#include "mlp/kernels/pass.h"

namespace epochlab::core::kernels {

template <class V> struct ParameterGradients : Pass<V> {
    using typename Pass<V>::Float;
    using Pass<V>::job;
    using Pass<V>::plan;
    using Pass<V>::worker;
    using Pass<V>::tiles;
    using Pass<V>::firstTile;
    using Pass<V>::endTile;
    using Pass<V>::arena;
    using Pass<V>::Pass;
    static constexpr std::int64_t fewRows = 4;   ///< up to here single numbers are moved faster than blocks
    static constexpr std::int64_t fewInputs = 4; ///< up to here sums along the rows are quicker than a product that fills a vector in vain

    void ofLayer(const LayerPlan& layer) const {
        const std::int64_t first = worker.begin(layer.outputs);
        const std::int64_t end = worker.end(layer.outputs);
        worker.wait(); // for ∂y of all tiles; and all are done with the transposed rows of the layer above
        if (layer.inputs <= fewInputs && job.rowCount > fewRows) {
            sumsAlongRows(layer, first, end);
        } else {
            for (std::int64_t tile = firstTile; tile < endTile; ++tile) transposeInput(layer, tile);
            worker.wait();
            weightGradient<Start::Zero>(layer, 0, first, end);
            for (std::int64_t tile = 1; tile < tiles.count(); ++tile) weightGradient<Start::Present>(layer, tile, first, end);
        }
        biasGradient(layer, first, end);
    }

    /// ∂W[o][i] = Σ over the rows of ∂y[o] · x[i], for outputs first … end − 1
    void sumsAlongRows(const LayerPlan& layer, std::int64_t first, std::int64_t end) const {
        for (std::int64_t o = first; o < end; o += V::lanes) {
            const int count = end - o < V::lanes ? static_cast<int>(end - o) : V::lanes;
            for (std::int64_t input = 0; input < layer.inputs; ++input) {
                const Float sums = rowSums<true>(layer, o, count, input);
                for (int i = 0; i < count; ++i) job.gradient[layer.weight + (o + i) * layer.inputs + input] = sums[i];
            }
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

    /// ∂W[outputs × inputs] = start + ∂y[outputs][rows] · xᵀ[rows][inputs], for outputs first … end − 1
    template <Start start> void weightGradient(const LayerPlan& layer, std::int64_t tile, std::int64_t first, std::int64_t end) const {
        const std::int64_t vectors = inputVectors(layer);
        const std::int64_t padded = vectors * V::lanes;
        Product<V, start> product{{arena + layer.output + tiles.at(tile, 0, layer.outputs), plan.tileRows, 1},
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
            V::storeFirst(bias + o, layer.gamma >= 0 ? Float{} : rowSums<false>(layer, o, count, 0), count);
        }
    }

    float fewRowsSum(const float* y) const {
        float sum = y[0];
        for (std::int64_t row = 1; row < job.rowCount; ++row) sum += y[row];
        return sum;
    }

    /// Σ over the rows of ∂y, or of ∂y · x of one input, for `count` features from `first` on, a lane each.
    template <bool product> Float rowSums(const LayerPlan& layer, std::int64_t first, int count, std::int64_t input) const {
        const float* y = arena + layer.output;
        Float parts[V::lanes] = {};
        for (int i = 0; i < count; ++i) {
            Float sum{};
            for (std::int64_t tile = 0; tile < tiles.count(); ++tile) {
                const float* x = arena + layer.input + tiles.at(tile, input, layer.inputs) - tiles.at(tile, first + i, layer.outputs);
                tiles.forEachVector(tile, first + i, layer.outputs, [&](std::int64_t at, int lanes) {
                    const bool whole = lanes == V::lanes;
                    const Float dy = whole ? V::load(y + at) : V::loadFirst(y + at, lanes);
                    if constexpr (product)
                        sum = V::fma(dy, whole ? V::load(x + at) : V::loadFirst(x + at, lanes), sum);
                    else
                        sum += dy;
                });
            }
            parts[i] = sum;
        }
        return V::sumEach(parts);
    }
};

} // namespace epochlab::core::kernels
