#pragma once

// Batch normalisation over the rows of a batch (Ioffe and Szegedy, "Batch normalization", ICML 2015), one feature after another: its rows
// are in the first-level cache while mean, variance and result are computed.

#include "mlp/kernels/activation.h"
#include "mlp/kernels/tiles.h"

namespace epochlab::core::kernels {

constexpr double batchNormEpsilon = 1e-5; // PyTorch's defaults
constexpr double batchNormMomentum = 0.1;

template <class V> struct BatchNorm {
    using Float = typename V::Float;
    Tiles<V> tiles;
    const LayerPlan& layer;
    float* arena;

    /// y (in `normalized`) → x̂; running statistics follow. Returns nothing: x̂ and 1/√(σ² + ε) stay for the way back.
    void normalize(std::int64_t feature, float* running) const {
        float* y = arena + layer.normalized;
        const auto rows = static_cast<double>(tiles.rows);
        const double mean = tiles.sum(feature, layer.outputs, [&](std::int64_t at) { return V::load(y + at); }) / rows;
        const Float center = V::all(static_cast<float>(mean));
        const double squares = tiles.sum(feature, layer.outputs, [&](std::int64_t at) {
            const Float d = V::load(y + at) - center;
            return d * d;
        });
        const double variance = squares / rows;
        const auto inverse = static_cast<float>(1.0 / __builtin_sqrt(variance + batchNormEpsilon));
        arena[layer.inverseDeviation + feature] = inverse;
        const Float scale = V::all(inverse);
        tiles.forEachVector(feature, layer.outputs, [&](std::int64_t at, int) { V::store(y + at, (V::load(y + at) - center) * scale); });
        float& runningMean = running[layer.runningMean + feature];
        float& runningVariance = running[layer.runningMean + layer.outputs + feature];
        runningMean += static_cast<float>(batchNormMomentum * (mean - static_cast<double>(runningMean)));
        const double unbiased = squares / (rows - 1.0);
        runningVariance += static_cast<float>(batchNormMomentum * (unbiased - static_cast<double>(runningVariance)));
    }

    /// ∂loss/∂(γx̂ + β), in `slope`, → ∂loss/∂y; the gradients of γ and β on the way:
    /// ∂y = γ/√(σ² + ε) · (∂z − mean(∂z) − x̂ · mean(∂z · x̂)).
    void backward(std::int64_t feature, const float* parameters, float* gradient) const {
        float* slope = arena + layer.slope;
        const float* normalized = arena + layer.normalized;
        const auto rows = static_cast<double>(tiles.rows);
        const double beta = tiles.sum(feature, layer.outputs, [&](std::int64_t at) { return V::load(slope + at); });
        const double gamma =
            tiles.sum(feature, layer.outputs, [&](std::int64_t at) { return V::load(slope + at) * V::load(normalized + at); });
        gradient[layer.beta + feature] = static_cast<float>(beta);
        gradient[layer.gamma + feature] = static_cast<float>(gamma);
        const Float scale = V::all(parameters[layer.gamma + feature] * arena[layer.inverseDeviation + feature]);
        const Float meanBeta = V::all(static_cast<float>(beta / rows));
        const Float meanGamma = V::all(static_cast<float>(-gamma / rows));
        tiles.forEachVector(feature, layer.outputs, [&](std::int64_t at, int) {
            const Float centered = V::load(slope + at) - meanBeta;
            V::store(slope + at, scale * V::fma(V::load(normalized + at), meanGamma, centered));
        });
    }
};

} // namespace epochlab::core::kernels
