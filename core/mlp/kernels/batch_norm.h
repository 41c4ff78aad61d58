#pragma once

// Batch normalisation over the rows of a batch (Ioffe and Szegedy, "Batch normalization", ICML 2015), one feature after another: its rows
// stay in the first-level cache from the statistics to the result.

#include "mlp/kernels/tiles.h"

namespace epochlab::core::kernels {

constexpr double batchNormEpsilon = 1e-5; // PyTorch's defaults
constexpr double batchNormMomentum = 0.1;

template <class V> struct BatchNorm {
    using Float = typename V::Float;
    using Pair = typename Tiles<V>::TwoVectors;
    Tiles<V> tiles;
    const LayerPlan& layer;
    float* arena;

    /// x̂ = (y − mean) · scale
    struct Normal {
        float mean;
        float scale;
    };

    /// Statistics of a feature's y, which stand in `normalized`; the running ones follow. One pass: deviations are taken from the first
    /// row's value, which is as near to the mean as any, so nothing cancels.
    Normal statistics(std::int64_t feature, float* running) const {
        const float* y = arena + layer.normalized;
        const auto rows = static_cast<double>(tiles.rows);
        const float origin = y[tiles.at(0, feature, layer.outputs)];
        const auto sums = tiles.sums(feature, layer.outputs, [&](std::int64_t at) {
            const Float d = V::load(y + at) - V::all(origin);
            return Pair{d, d * d};
        });
        const double shift = sums.first / rows;
        const double mean = static_cast<double>(origin) + shift;
        const double squares = sums.second - sums.first * shift;
        const auto inverse = static_cast<float>(1.0 / __builtin_sqrt((squares > 0.0 ? squares / rows : 0.0 * squares) + batchNormEpsilon));
        arena[layer.inverseDeviation + feature] = inverse;
        float& runningMean = running[layer.runningMean + feature];
        float& runningVariance = running[layer.runningMean + layer.outputs + feature];
        runningMean += static_cast<float>(batchNormMomentum * (mean - static_cast<double>(runningMean)));
        runningVariance += static_cast<float>(batchNormMomentum * (squares / (rows - 1.0) - static_cast<double>(runningVariance)));
        return {static_cast<float>(mean), inverse};
    }

    /// upstream · slope = ∂loss/∂(γx̂ + β) → ∂loss/∂y, in `slope`; the gradients of γ and β on the way:
    /// ∂y = γ/√(σ² + ε) · (∂z − mean(∂z) − x̂ · mean(∂z · x̂)).
    void backward(std::int64_t feature, const float* upstream, const float* parameters, float* gradient) const {
        float* slope = arena + layer.slope;
        const float* normalized = arena + layer.normalized;
        const auto rows = static_cast<double>(tiles.rows);
        const auto sums = tiles.sums(feature, layer.outputs, [&](std::int64_t at) {
            const Float dz = V::load(slope + at) * V::load(upstream + at);
            V::store(slope + at, dz);
            return Pair{dz, dz * V::load(normalized + at)};
        });
        gradient[layer.beta + feature] = static_cast<float>(sums.first);
        gradient[layer.gamma + feature] = static_cast<float>(sums.second);
        const Float scale = V::all(parameters[layer.gamma + feature] * arena[layer.inverseDeviation + feature]);
        const Float meanBeta = V::all(static_cast<float>(sums.first / rows));
        const Float meanGamma = V::all(static_cast<float>(-sums.second / rows));
        tiles.forEachVector(feature, layer.outputs, [&](std::int64_t at, int) {
            const Float centered = V::load(slope + at) - meanBeta;
            V::store(slope + at, scale * V::fma(V::load(normalized + at), meanGamma, centered));
        });
    }
};

} // namespace epochlab::core::kernels
