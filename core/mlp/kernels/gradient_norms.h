#pragma once

// ‖g‖² of each layer, and whether a number is finite.

#include "mlp/kernels/vector.h"
#include "mlp/step_plan.h"

namespace epochlab::core::kernels {

template <class V> struct GradientNorms {
    using Float = typename V::Float;

    StepJob& job;
    const Worker& worker;

    /// Σ x² in double, lane by lane, in a fixed order: of two vectors in turn, since a single sum waits for itself.
    static double squaredNorm(const float* values, std::int64_t count) {
        typename V::Double low[2]{};
        typename V::Double high[2]{};
        const auto add = [&](Float x, int sum) {
            low[sum] += V::lowHalf(x) * V::lowHalf(x);
            high[sum] += V::highHalf(x) * V::highHalf(x);
        };
        std::int64_t i = 0;
        for (; i + 2 * V::lanes <= count; i += 2 * V::lanes) {
            add(V::load(values + i), 0);
            add(V::load(values + i + V::lanes), 1);
        }
        if (i + V::lanes <= count) {
            add(V::load(values + i), 0);
            i += V::lanes;
        }
        if (i < count) add(V::loadFirst(values + i, static_cast<int>(count - i)), 1);
        return V::sum((low[0] + high[0]) + (low[1] + high[1]));
    }

    static bool finite(double x) { return x - x == 0.0; }

    std::int64_t layerEnd(std::int64_t layer) const {
        return layer + 1 < job.plan->layerCount ? job.plan->layers[layer + 1].weight : job.plan->parameterCount;
    }

    /// ‖g‖² of each layer; false where one is not finite. Every worker computes them all: it costs less than waiting.
    bool measure(double& total) const {
        bool good = true;
        for (std::int64_t layer = 0; layer < job.plan->layerCount; ++layer) {
            const std::int64_t begin = job.plan->layers[layer].weight;
            const double norm = squaredNorm(job.gradient + begin, layerEnd(layer) - begin);
            if (worker.index == 0) job.layerNorms[layer] = norm;
            total += norm;
            good = good && finite(norm);
        }
        return good;
    }
};

} // namespace epochlab::core::kernels
