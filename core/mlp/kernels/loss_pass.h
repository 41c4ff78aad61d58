#pragma once

// From logits to the loss and its gradient.

#include "mlp/kernels/loss.h"
#include "mlp/kernels/pass.h"

namespace epochlab::core::kernels {

template <class V> struct LossPass : Pass<V> {
    using typename Pass<V>::Float;
    using Pass<V>::job;
    using Pass<V>::plan;
    using Pass<V>::worker;
    using Pass<V>::tiles;
    using Pass<V>::firstTile;
    using Pass<V>::endTile;
    using Pass<V>::arena;
    using Pass<V>::Pass;

    LossWeights lossWeights() const {
        float* rowWeights = arena + plan.rowWeights;
        double total = static_cast<double>(job.rowCount);
        float all = static_cast<float>(plan.classes);
        for (std::int64_t r = firstTile * plan.tileRows; r < endTile * plan.tileRows && r < job.rowCount; ++r)
            rowWeights[r] = job.classWeights ? job.classWeights[job.labels[job.rows[r]]] : 1.0F;
        if (job.classWeights) {
            total = 0.0;
            all = 0.0F;
            for (std::int64_t r = 0; r < job.rowCount; ++r) total += static_cast<double>(job.classWeights[job.labels[job.rows[r]]]);
            for (std::int64_t c = 0; c < plan.classes; ++c) all += job.classWeights[c];
        }
        const auto soft = static_cast<float>(job.smoothing / static_cast<double>(plan.classes));
        return {total, static_cast<float>(1.0 - job.smoothing), soft, soft * all, job.classWeights};
    }

    double* tileLosses() const { return reinterpret_cast<double*>(arena + plan.tileLosses); }
    std::int32_t* tileCorrect() const { return reinterpret_cast<std::int32_t*>(arena + plan.tileCorrect); }

    /// Logits become their gradients. Every worker returns the mean loss of the whole batch.
    double run() const {
        const LossWeights weights = lossWeights();
        for (std::int64_t tile = firstTile; tile < endTile; ++tile) lossOfTile(tile, weights);
        worker.wait();
        double loss = 0.0;
        std::int64_t correct = 0;
        for (std::int64_t tile = 0; tile < tiles.count(); ++tile) {
            loss += tileLosses()[tile];
            correct += tileCorrect()[tile];
        }
        loss /= weights.total;
        if (worker.index == 0) {
            job.loss = loss;
            job.correct = correct;
        }
        return loss;
    }

    void lossOfTile(std::int64_t tile, const LossWeights& weights) const {
        const LayerPlan& last = plan.layers[plan.layerCount - 1];
        const SoftmaxCrossEntropy<V> softmax{arena + last.output + tiles.at(tile, 0, plan.classes), plan.classes, plan.tileRows};
        double loss = 0.0;
        std::int64_t correct = 0;
        for (std::int64_t row = 0; row < tiles.rowsIn(tile); row += V::lanes) {
            const std::int64_t first = tile * plan.tileRows + row;
            const int lanes = tiles.lanesAt(first);
            std::int32_t labels[V::lanes] = {};
            for (int i = 0; i < lanes; ++i) labels[i] = job.labels[job.rows[first + i]];
            softmax.train(row, lanes, labels, arena + plan.rowWeights + first, weights, loss, correct);
        }
        tileLosses()[tile] = loss;
        tileCorrect()[tile] = static_cast<std::int32_t>(correct);
    }
};

} // namespace epochlab::core::kernels
