#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace at {
class Tensor;
}

namespace epochlab::core {

/// Logistic regression on features, binary or multinomial: the minimum of ½‖W‖² + C Σ loss, the bias free, as scikit-learn's
/// LogisticRegression has it. Newton's method with conjugate gradients and a line search, in double (Nocedal and Wright, "Numerical
/// optimization", 2006, algorithm 7.1). Each step depends on the weights alone. Used by one thread.
class LogisticFit {
public:
    /// features: float32 [rows × width]; labels: int64 [rows], below `classes`; classWeights: by class, empty: all alike.
    LogisticFit(const at::Tensor& features, const at::Tensor& labels, std::int64_t classes, double inversePenalty,
                const std::vector<float>& classWeights);
    ~LogisticFit();

    struct Step {
        double loss = 0.0; ///< mean cross-entropy of all rows, before the step
        std::int64_t correct = 0;
        double squaredGradient = 0.0; ///< of the objective divided by C · rows
    };
    /// head: float32, weights [outputs × width] then bias [outputs], one output for two classes; changed, unless it is at the minimum to
    /// the last digits.
    Step improve(at::Tensor& head);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::core
