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
};

} // namespace epochlab::core::kernels
