#pragma once

// A whole training step, in the order it happens: gather, forward, loss, backward, update.

#include "mlp/kernels/backward.h"
#include "mlp/kernels/forward.h"
#include "mlp/kernels/loss_pass.h"
#include "mlp/kernels/update.h"

namespace epochlab::core::kernels {

template <class V> struct Step {
    StepJob& job;
    const Worker& worker;

    void run() const {
        const StepPlan& plan = *job.plan;
        const Forward<V> forward(job, worker);
        forward.gatherTiles();
        for (std::int64_t layer = 0; layer < plan.layerCount; ++layer) forward.throughLayer(plan.layers[layer]);
        const double loss = LossPass<V>(job, worker).run();
        if (!GradientNorms<V>::finite(loss)) {
            if (worker.index == 0) job.outcome = StepOutcome::BadLoss;
            return;
        }
        const Backward<V> backward(job, worker);
        for (std::int64_t layer = plan.layerCount - 1; layer >= 0; --layer) backward.throughLayer(plan.layers[layer], layer > 0);
        worker.wait();
        Update<V>{job, worker}.run();
    }
};

} // namespace epochlab::core::kernels
