#pragma once

// Batch normalisation over the rows of a batch (Ioffe and Szegedy, "Batch normalization", ICML 2015), forward and backward alike: sums of
// each tile while it is in the first-level cache, joined in double over the tiles, then one pass over each tile.

#include "mlp/kernels/tiles.h"

namespace epochlab::core::kernels {

constexpr double batchNormEpsilon = 1e-5; // PyTorch's defaults
constexpr double batchNormMomentum = 0.1;

template <class V> struct BatchNorm {
    using Float = typename V::Float;
    static constexpr int lanes = V::lanes;

    const StepPlan& plan;
    const LayerPlan& layer;
    Tiles<V> tiles;
    float* arena;

    float* statistic(Statistic which) const { return arena + layer.statistics + static_cast<std::int64_t>(which) * padded(); }
    std::int64_t padded() const { return tiles.padded(layer.outputs); }
    float* tileSums(std::int64_t tile, int which) const { return arena + plan.tileSums + (tile * 3 + which) * tiles.padded(plan.widest); }
    double rowsIn(std::int64_t tile) const { return static_cast<double>(tiles.rowsIn(tile)); }

    /// z = γx̂ + β with x̂ = (y − mean)/√(σ² + ε).
    struct Normalization {
        Float mean;
        Float scale; ///< γ/√(σ² + ε)
        Float beta;
        Float at(Float y) const { return V::fma(y - mean, scale, beta); }
    };
    Normalization normalization(std::int64_t feature, const float* parameters) const {
        return {V::all(statistic(Statistic::Mean)[feature]), V::all(statistic(Statistic::Scale)[feature]),
                V::all(parameters[layer.beta + feature])};
    }

    /// Forward, of one tile: Σ d and Σ d² of each feature, d = y − the tile's first row, which is as near to the mean as any, so nothing
    /// cancels.
    void measure(std::int64_t tile) const {
        const float* y = arena + layer.linear;
        float* origins = tileSums(tile, 2);
        for (std::int64_t feature = 0; feature < layer.outputs; ++feature) origins[feature] = y[tiles.at(tile, feature, layer.outputs)];
        tiles.featureSums(tile, layer.outputs, tileSums(tile, 0), tileSums(tile, 1), [=](std::int64_t feature) {
            return [=, origin = V::all(origins[feature])](std::int64_t at) {
                const Float d = V::load(y + at) - origin;
                return typename Tiles<V>::Terms{d, d, d};
            };
        });
    }

    /// Forward: the batch's statistics of `count` features from `first` on, and the running statistics. Chan,
    /// Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
    void join(std::int64_t first, int count, const float* parameters, float* running) const {
        const auto rows = static_cast<double>(tiles.rows);
        double mean[lanes] = {};
        for (std::int64_t tile = 0; tile < tiles.count(); ++tile)
            for (int i = 0; i < lanes; ++i)
                mean[i] +=
                    rowsIn(tile) * static_cast<double>(tileSums(tile, 2)[first + i]) + static_cast<double>(tileSums(tile, 0)[first + i]);
        for (double& m : mean) m /= rows;
        double squares[lanes] = {};
        for (std::int64_t tile = 0; tile < tiles.count(); ++tile)
            for (int i = 0; i < lanes; ++i) {
                const double shift = static_cast<double>(tileSums(tile, 0)[first + i]) / rowsIn(tile);
                const double away = static_cast<double>(tileSums(tile, 2)[first + i]) + shift - mean[i];
                squares[i] += static_cast<double>(tileSums(tile, 1)[first + i]) - rowsIn(tile) * (shift * shift - away * away);
            }
        for (int i = 0; i < count; ++i) keep(first + i, mean[i], squares[i], parameters, running);
    }

    void keep(std::int64_t feature, double mean, double squares, const float* parameters, float* running) const {
        const auto rows = static_cast<double>(tiles.rows);
        const double variance = squares > 0.0 ? squares / rows : 0.0 * squares; // NaN stays NaN
        const auto inverse = static_cast<float>(1.0 / __builtin_sqrt(variance + batchNormEpsilon));
        statistic(Statistic::Mean)[feature] = static_cast<float>(mean);
        statistic(Statistic::InverseDeviation)[feature] = inverse;
        statistic(Statistic::Scale)[feature] = parameters[layer.gamma + feature] * inverse;
        float& runningMean = running[layer.runningMean + feature];
        float& runningVariance = running[layer.runningMean + layer.outputs + feature];
        runningMean += static_cast<float>(batchNormMomentum * (mean - static_cast<double>(runningMean)));
        runningVariance += static_cast<float>(batchNormMomentum * (squares / (rows - 1.0) - static_cast<double>(runningVariance)));
    }

    /// Backward, of one tile: Σ ∂z and Σ ∂z · (y − mean) of each feature; dzOf(feature)(offset, y) = ∂loss/∂z.
    template <class SlopeOf> void measureBack(std::int64_t tile, const SlopeOf& dzOf) const {
        const float* y = arena + layer.linear;
        const float* means = statistic(Statistic::Mean);
        tiles.featureSums(tile, layer.outputs, tileSums(tile, 0), tileSums(tile, 1), [&](std::int64_t feature) {
            return [=, dz = dzOf(feature), mean = V::all(means[feature])](std::int64_t at) {
                const Float x = V::load(y + at);
                const Float d = dz(at, x);
                return typename Tiles<V>::Terms{d, d, x - mean};
            };
        });
    }

    /// Backward: gradients of γ and β, and what Back takes.
    void joinBack(std::int64_t first, int count, float* gradient) const {
        const auto rows = static_cast<double>(tiles.rows);
        double sums[lanes] = {};
        double products[lanes] = {};
        for (std::int64_t tile = 0; tile < tiles.count(); ++tile)
            for (int i = 0; i < lanes; ++i) {
                sums[i] += static_cast<double>(tileSums(tile, 0)[first + i]);
                products[i] += static_cast<double>(tileSums(tile, 1)[first + i]);
            }
        for (int i = 0; i < count; ++i) {
            const std::int64_t feature = first + i;
            const auto inverse = static_cast<double>(statistic(Statistic::InverseDeviation)[feature]);
            gradient[layer.beta + feature] = static_cast<float>(sums[i]);
            gradient[layer.gamma + feature] = static_cast<float>(products[i] * inverse);
            statistic(Statistic::MeanGradient)[feature] = static_cast<float>(sums[i] / rows);
            statistic(Statistic::BackSlope)[feature] = static_cast<float>(-products[i] * inverse * inverse / rows);
        }
    }

    /// ∂y = γ/√(σ² + ε) · (∂z − mean(∂z) − x̂ · mean(∂z · x̂)) with x̂ = (y − mean)/√(σ² + ε). Differences first: with few rows nearly all of
    /// it cancels.
    struct Back {
        Float scale;
        Float mean;
        Float slope;
        Float meanGradient;
        Float at(Float y, Float dz) const { return scale * V::fma(y - mean, slope, dz - meanGradient); }
    };
    Back back(std::int64_t feature) const {
        return {V::all(statistic(Statistic::Scale)[feature]), V::all(statistic(Statistic::Mean)[feature]),
                V::all(statistic(Statistic::BackSlope)[feature]), V::all(statistic(Statistic::MeanGradient)[feature])};
    }
};

} // namespace epochlab::core::kernels
