#pragma once

// What one worker's passes of a step share.

#include "mlp/kernels/multiply.h"
#include "mlp/kernels/tiles.h"

namespace epochlab::core::kernels {

template <class V> struct Pass {
    using Float = typename V::Float;

    StepJob& job;
    const StepPlan& plan;
    const Worker& worker;
    Tiles<V> tiles;
    std::int64_t firstTile; ///< this worker's: firstTile … endTile − 1
    std::int64_t endTile;
    float* arena;

    Pass(StepJob& j, const Worker& w)
        : job(j), plan(*j.plan), worker(w), tiles{j.rowCount, j.plan->tileRows}, firstTile(w.begin(tiles.count())),
          endTile(w.end(tiles.count())), arena(j.arena) {}

    /// body(first, count) for this worker's share of a layer's features, in blocks of up to a vector's lanes.
    template <class Body> void forMyFeatures(const LayerPlan& layer, const Body& body) const {
        const std::int64_t blocks = (layer.outputs + V::lanes - 1) / V::lanes;
        for (std::int64_t block = worker.begin(blocks); block < worker.end(blocks); ++block) {
            const std::int64_t first = block * V::lanes;
            body(first, layer.outputs - first < V::lanes ? static_cast<int>(layer.outputs - first) : V::lanes);
        }
    }
};

} // namespace epochlab::core::kernels
