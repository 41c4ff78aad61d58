#pragma once

// A whole training step, in the order it happens: gather, forward, loss, backward, update.

#include "mlp/kernels/batch_norm.h"
#include "mlp/kernels/loss.h"
#include "mlp/kernels/multiply.h"
#include "mlp/kernels/update.h"

namespace epochlab::core::kernels {

template <class V> struct Step {
    using Float = typename V::Float;
    static constexpr std::int64_t fewRows = 4; ///< up to here single numbers are moved faster than blocks

    StepJob& job;
    const StepPlan& plan;
    const Worker& worker;
    Tiles<V> tiles;
    std::int64_t firstTile; ///< this worker's: firstTile … endTile − 1
    std::int64_t endTile;
    float* arena;

    Step(StepJob& j, const Worker& w)
        : job(j), plan(*j.plan), worker(w), tiles{j.rowCount, j.plan->tileRows}, firstTile(w.begin(tiles.count())),
          endTile(w.end(tiles.count())), arena(j.arena) {}

    void run() {
        for (std::int64_t tile = firstTile; tile < endTile; ++tile) gather(tile);
        for (std::int64_t layer = 0; layer < plan.layerCount; ++layer) forward(plan.layers[layer]);
        const double loss = takeLoss();
        if (!Update<V>::finite(loss)) {
            if (worker.index == 0) job.outcome = StepOutcome::BadLoss;
            return;
        }
        for (std::int64_t layer = plan.layerCount - 1; layer >= 0; --layer) backward(plan.layers[layer], layer > 0);
        worker.wait();
        Update<V>{job, worker}.run();
    }

    /// The batch's rows from the data set to the first layer's input, [row][feature] → [feature][row]; the last vector is filled with
    /// zeros.
    void gather(std::int64_t tile) const {
        const std::int32_t* rows = job.rows + tile * plan.tileRows;
        const std::int64_t count = tiles.rowsIn(tile);
        const std::int64_t filled = tiles.vectorsIn(tile) * V::lanes;
        for (std::int64_t feature = 0; feature < plan.inputs; ++feature) {
            float* to = arena + plan.layers[0].input + tiles.at(tile, feature, plan.inputs);
            for (std::int64_t r = 0; r < count; ++r) to[r] = job.inputs[rows[r] * plan.inputs + feature];
            for (std::int64_t r = count; r < filled; ++r) to[r] = 0.0F;
        }
    }

    // ── forward ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

    void forward(const LayerPlan& layer) const {
        for (std::int64_t tile = firstTile; tile < endTile; ++tile) multiplyForward(layer, tile);
        if (!layer.hidden) return;
        const bool norm = layer.gamma >= 0;
        if (norm) worker.wait(); // a feature's statistics take the rows of all tiles
        withActivation<V>(plan.activation, [&]<Activation kind>() {
            if (norm)
                activate<kind, true>(layer, worker.begin(layer.outputs), worker.end(layer.outputs), 0, tiles.count());
            else
                activate<kind, false>(layer, 0, layer.outputs, firstTile, endTile);
        });
        if (norm) worker.wait();
    }

    std::int64_t linearResult(const LayerPlan& layer) const {
        if (!layer.hidden) return layer.output;
        return layer.gamma >= 0 ? layer.normalized : layer.slope;
    }

    /// y[outputs][rows] = b + W[outputs × inputs] · x[inputs][rows]
    void multiplyForward(const LayerPlan& layer, std::int64_t tile) const {
        Product<V, Start::RowValue> product{{job.parameters + layer.weight, layer.inputs, 1},
                                            arena + layer.input + tiles.at(tile, 0, layer.inputs),
                                            plan.tileRows,
                                            arena + linearResult(layer) + tiles.at(tile, 0, layer.outputs),
                                            plan.tileRows,
                                            layer.inputs,
                                            job.parameters + layer.bias};
        product.run(0, layer.outputs, tiles.vectorsIn(tile));
    }

    /// z → output and slope; with batch norm z = γx̂ + β. The output buffer holds the dropout mask before.
    template <Activation kind, bool norm>
    void activate(const LayerPlan& layer, std::int64_t firstFeature, std::int64_t endFeature, std::int64_t first, std::int64_t end) const {
        float* normalized = arena + layer.normalized;
        float* output = arena + layer.output;
        float* slope = arena + layer.slope;
        const float* input = arena + layer.input;
        const bool dropout = plan.dropout;
        const bool skip = layer.skip;
        for (std::int64_t feature = firstFeature; feature < endFeature; ++feature) {
            const auto normal = norm ? BatchNorm<V>{tiles, layer, arena}.statistics(feature, job.running) : typename BatchNorm<V>::Normal{};
            const Float gamma = V::all(norm ? job.parameters[layer.gamma + feature] : 1.0F);
            const Float beta = V::all(norm ? job.parameters[layer.beta + feature] : 0.0F);
            tiles.forEachVector(feature, layer.outputs, first, end, [&](std::int64_t at, int) {
                Float z = V::load((norm ? normalized : slope) + at);
                if constexpr (norm) {
                    z = (z - V::all(normal.mean)) * V::all(normal.scale);
                    V::store(normalized + at, z);
                    z = V::fma(z, gamma, beta);
                }
                auto bend = Bend<V, kind>::both(z);
                if (dropout) {
                    const Float mask = V::load(output + at);
                    bend.value *= mask;
                    bend.slope *= mask;
                }
                if (skip) bend.value += V::load(input + at);
                V::store(output + at, bend.value);
                V::store(slope + at, bend.slope);
            });
        }
    }

    // ── loss ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

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
    double takeLoss() const {
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
            const std::int64_t left = job.rowCount - first;
            const int lanes = left < V::lanes ? static_cast<int>(left) : V::lanes;
            std::int32_t labels[V::lanes] = {};
            for (int i = 0; i < lanes; ++i) labels[i] = job.labels[job.rows[first + i]];
            softmax.train(row, lanes, labels, arena + plan.rowWeights + first, weights, loss, correct);
        }
        tileLosses()[tile] = loss;
        tileCorrect()[tile] = static_cast<std::int32_t>(correct);
    }

    // ── backward ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Where ∂loss/∂(linear result) of a layer stands.
    std::int64_t linearGradient(const LayerPlan& layer) const { return layer.hidden ? layer.slope : layer.output; }

    void backward(const LayerPlan& layer, bool passOn) const {
        if (layer.hidden) bendBack(layer);
        worker.wait(); // all are done with the transposed rows of the layer above
        for (std::int64_t tile = firstTile; tile < endTile; ++tile) transposeInput(layer, tile);
        worker.wait();
        const std::int64_t first = worker.begin(layer.outputs);
        const std::int64_t end = worker.end(layer.outputs);
        float* weights = job.gradient + layer.weight;
        for (std::int64_t i = first * layer.inputs; i < end * layer.inputs; ++i) weights[i] = 0.0F;
        for (std::int64_t tile = 0; tile < tiles.count(); ++tile) weightGradient(layer, tile, first, end);
        biasGradient(layer, first, end);
        if (!passOn) return;
        for (std::int64_t tile = firstTile; tile < endTile; ++tile) multiplyBackward(layer, tile);
    }

    /// ∂loss/∂output (upstream) · slope → ∂loss/∂z, through batch norm → ∂loss/∂y.
    void bendBack(const LayerPlan& layer) const {
        const float* upstream = arena + plan.upstream;
        if (layer.gamma >= 0) {
            worker.wait(); // for the upstream gradients of all tiles
            const BatchNorm<V> norm{tiles, layer, arena};
            for (std::int64_t feature = worker.begin(layer.outputs); feature < worker.end(layer.outputs); ++feature)
                norm.backward(feature, upstream, job.parameters, job.gradient);
            return;
        }
        for (std::int64_t tile = firstTile; tile < endTile; ++tile) {
            const float* from = upstream + tiles.at(tile, 0, layer.outputs);
            float* to = arena + layer.slope + tiles.at(tile, 0, layer.outputs);
            const std::int64_t filled = tiles.vectorsIn(tile) * V::lanes;
            const std::int64_t tileRows = plan.tileRows;
            const std::int64_t end = layer.outputs * tileRows;
            for (std::int64_t column = 0; column < end; column += tileRows)
                for (std::int64_t at = column; at < column + filled; at += V::lanes)
                    V::store(to + at, V::load(to + at) * V::load(from + at));
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

    /// ∂W[outputs × inputs] += ∂y[outputs][rows] · xᵀ[rows][inputs], for outputs first … end − 1
    void weightGradient(const LayerPlan& layer, std::int64_t tile, std::int64_t first, std::int64_t end) const {
        const std::int64_t vectors = inputVectors(layer);
        const std::int64_t padded = vectors * V::lanes;
        Product<V, Start::Present> product{{arena + linearGradient(layer) + tiles.at(tile, 0, layer.outputs), plan.tileRows, 1},
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
            for (std::int64_t o = first; o < end; ++o) bias[o] = fewRowsSum(arena + linearGradient(layer) + o * plan.tileRows);
            return;
        }
        for (std::int64_t o = first; o < end; o += V::lanes) {
            const int count = end - o < V::lanes ? static_cast<int>(end - o) : V::lanes;
            V::storeFirst(bias + o, layer.gamma >= 0 ? Float{} : rowSums(layer, o, count), count);
        }
    }

    float fewRowsSum(const float* y) const {
        float sum = y[0];
        for (std::int64_t row = 1; row < job.rowCount; ++row) sum += y[row];
        return sum;
    }

    /// Σ over the rows of ∂y for `count` features from `first` on, a lane each.
    Float rowSums(const LayerPlan& layer, std::int64_t first, int count) const {
        const float* y = arena + linearGradient(layer);
        Float parts[V::lanes] = {};
        for (int i = 0; i < count; ++i)
            tiles.forEachVector(first + i, layer.outputs, [&](std::int64_t at, int lanes) {
                parts[i] += lanes == V::lanes ? V::load(y + at) : V::loadFirst(y + at, lanes);
            });
        return V::sumEach(parts);
    }

    /// ∂x[inputs][rows] = Wᵀ[inputs × outputs] · ∂y[outputs][rows], plus ∂output where the layer is skipped around.
    void multiplyBackward(const LayerPlan& layer, std::int64_t tile) const {
        const Strided transposedWeights{job.parameters + layer.weight, 1, layer.inputs};
        const float* y = arena + linearGradient(layer) + tiles.at(tile, 0, layer.outputs);
        float* x = arena + plan.upstream + tiles.at(tile, 0, layer.inputs);
        if (layer.skip)
            Product<V, Start::Present>{transposedWeights, y, plan.tileRows, x, plan.tileRows, layer.outputs, nullptr}.run(
                0, layer.inputs, tiles.vectorsIn(tile));
        else
            Product<V, Start::Zero>{transposedWeights, y, plan.tileRows, x, plan.tileRows, layer.outputs, nullptr}.run(
                0, layer.inputs, tiles.vectorsIn(tile));
    }
};

} // namespace epochlab::core::kernels
