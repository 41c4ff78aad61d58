#pragma once

#include "mlp/architecture.h"
#include "mlp/plan.h"

#include <vector>

namespace epochlab::test {

using Matrix = std::vector<std::vector<double>>; ///< [row][feature]

/// A training step in float64, written to be read: what the fused kernels must agree with.
struct Reference {
    core::MlpArchitecture architecture;
    core::Activation activation;
    core::UpdateRule rule;
    double smoothing = 0.0;
    std::vector<double> classWeights; ///< [classes]; empty: none
    std::vector<Matrix> masks;        ///< dropout, for each hidden layer; empty: none

    std::vector<double> parameters, moment1, moment2, running;

    std::vector<double> gradient; ///< of the last step, before clipping
    double loss = 0.0;
    long correct = 0;

    void forwardAndBackward(const Matrix& inputs, const std::vector<int>& labels);
    /// From `gradient` to new parameters and moments.
    void update(double learningRate, long step);
    /// Softmax of the logits in evaluation mode.
    Matrix probabilities(const Matrix& inputs) const;

private:
    struct Layer {
        Matrix input, normalized, slope;
        std::vector<double> inverseDeviation;
    };
    double bend(double z, double* slope) const;
    Matrix linear(const Matrix& x, std::size_t slot) const;
    void normalize(Matrix& y, Layer& layer, std::size_t slot, std::size_t statistics);
    Matrix lossGradient(const Matrix& logits, const std::vector<int>& labels);
    Matrix linearBackward(const Matrix& x, const Matrix& dy, std::size_t slot);
    void normalizeBackward(Matrix& dz, const Layer& layer, std::size_t slot);
    std::size_t slotsOfHidden() const { return architecture.batchNorm ? 4 : 2; }
};

} // namespace epochlab::test
