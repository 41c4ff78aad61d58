#pragma once

// Softmax and cross-entropy of one tile of logits, value and gradient together. With q the target distribution (class weights and label
// smoothing in it) and t = Σ q, a row's loss is t · log Σ exp z − Σ q z, and its gradient t · softmax(z) − q.

#include "mlp/kernels/functions.h"
#include "mlp/kernels/tiles.h"

namespace epochlab::core::kernels {

/// What a batch's rows weigh. Without class weights and smoothing: one each, of `total` = number of rows.
struct LossWeights {
    double total;              ///< Σ class weights of the rows
    float hard;                ///< 1 − smoothing
    float soft;                ///< smoothing / classes
    float softTotal;           ///< soft · Σ class weights
    const float* classWeights; ///< [classes] or null
};

template <class V> struct SoftmaxCrossEntropy {
    using Float = typename V::Float;
    using Int = typename V::Int;
    using F = Functions<V>;

    float* logits; ///< [classes][tileRows] → in place: its gradient
    std::int64_t classes;
    std::int64_t tileRows;

    struct Peak {
        Float value; ///< the largest logit of each row
        Int where;   ///< the first class that has it
    };

    Peak peak(std::int64_t row) const {
        Peak best{V::load(logits + row), Int{}};
        for (std::int64_t c = 1; c < classes; ++c) {
            const Float z = V::load(logits + c * tileRows + row);
            const Int above = z > best.value;
            best.where = above ? Int{} + static_cast<std::int32_t>(c) : best.where;
            best.value = above ? z : best.value;
        }
        return best;
    }

    /// Replaces z by exp(z − peak) and gives the rows' sums.
    Float exponentials(std::int64_t row, Float highest) const {
        Float sum{};
        for (std::int64_t c = 0; c < classes; ++c) {
            float* z = logits + c * tileRows + row;
            const Float e = F::exponential(V::load(z) - highest);
            V::store(z, e);
            sum += e;
        }
        return sum;
    }

    static std::int64_t right(Int where, const std::int32_t* labels, int lanes) {
        std::int64_t count = 0;
        for (int i = 0; i < lanes; ++i) count += where[i] == labels[i] ? 1 : 0;
        return count;
    }

    Float atLabels(std::int64_t row, const std::int32_t* labels, int lanes) const {
        Float z{};
        for (int i = 0; i < lanes; ++i) z[i] = logits[labels[i] * tileRows + row + i];
        return z;
    }

    /// Training: `lanes` rows from `row` on; logits become gradients. Adds to loss and correct.
    void train(std::int64_t row, int lanes, const std::int32_t* labels, const float* rowWeights, const LossWeights& weights, double& loss,
               std::int64_t& correct) const {
        const Peak best = peak(row);
        correct += right(best.where, labels, lanes);
        const Float hard = weights.hard * V::loadFirst(rowWeights, lanes);
        Float linear = hard * atLabels(row, labels, lanes);
        if (weights.soft > 0.0F) linear += softLinear(row, weights);
        const Float sum = exponentials(row, best.value);
        const Float total = hard + weights.softTotal;
        const Float losses = total * (F::logarithm(sum) + best.value) - linear;
        loss += static_cast<double>(V::sum(V::first(losses, lanes)));
        const auto share = static_cast<float>(1.0 / weights.total);
        const Float scale = total * share / sum;
        for (std::int64_t c = 0; c < classes; ++c) {
            float* z = logits + c * tileRows + row;
            V::store(z, V::load(z) * scale - softOf(c, weights) * share);
        }
        for (int i = 0; i < lanes; ++i) logits[labels[i] * tileRows + row + i] -= hard[i] * share;
    }

    static float softOf(std::int64_t c, const LossWeights& weights) {
        return weights.classWeights ? weights.soft * weights.classWeights[c] : weights.soft;
    }

    Float softLinear(std::int64_t row, const LossWeights& weights) const {
        Float sum{};
        for (std::int64_t c = 0; c < classes; ++c) sum += softOf(c, weights) * V::load(logits + c * tileRows + row);
        return sum;
    }

    /// Evaluation: plain cross-entropy and right answers; logits become exp(z − peak), and `sums` of them are returned.
    Float evaluate(std::int64_t row, int lanes, const std::int32_t* labels, double& loss, std::int64_t& correct) const {
        const Peak best = peak(row);
        const Float atLabel = labels ? atLabels(row, labels, lanes) : Float{};
        const Float sum = exponentials(row, best.value);
        if (labels) {
            correct += right(best.where, labels, lanes);
            loss += static_cast<double>(V::sum(V::first(F::logarithm(sum) + best.value - atLabel, lanes)));
        }
        return sum;
    }
};

} // namespace epochlab::core::kernels
