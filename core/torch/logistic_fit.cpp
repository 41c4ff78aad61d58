#include "torch/logistic_fit.h"

#include "torch/tensor_values.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

constexpr double convergedGradient = 1e-9; ///< largest component; float32 weights are no better
constexpr int mostDirections = 200;
constexpr int mostHalvings = 30;
constexpr double sufficientFall = 1e-4;

double innerProduct(const at::Tensor& left, const at::Tensor& right) { return (left * right).sum().item<double>(); }

} // namespace

struct LogisticFit::Parts {
    at::Tensor inputs;  ///< [rows × (width + 1)], the last column ones
    at::Tensor labels;  ///< int64 [rows]
    at::Tensor targets; ///< [rows × outputs]
    at::Tensor shares;  ///< [rows × 1], weight of a row; they sum to 1
    at::Tensor penalty; ///< [1 × (width + 1)], 1 / (C · rows), 0 for the bias
    bool binary = true;
    at::Tensor settledHead; ///< that nothing improves, and its step
    Step settled;

    /// What the objective has at some weights.
    struct Point {
        at::Tensor logits;        ///< [rows × outputs]
        at::Tensor probabilities; ///< of each output
        double objective = 0.0;
    };
    Point pointAt(const at::Tensor& weights) const;
    at::Tensor losses(const at::Tensor& logits) const;
    at::Tensor gradient(const at::Tensor& weights, const Point& point) const;
    at::Tensor curvature(const at::Tensor& direction, const Point& point) const;
    at::Tensor newtonDirection(const at::Tensor& gradient, const Point& point) const;
    at::Tensor searched(const at::Tensor& weights, const at::Tensor& gradient, const Point& point) const;
};

at::Tensor LogisticFit::Parts::losses(const at::Tensor& logits) const {
    if (binary) return at::softplus(logits) - targets * logits;
    return -(at::log_softmax(logits, 1) * targets).sum(1, true);
}

LogisticFit::Parts::Point LogisticFit::Parts::pointAt(const at::Tensor& weights) const {
    Point point;
    point.logits = at::matmul(inputs, weights.t());
    point.probabilities = binary ? at::sigmoid(point.logits) : at::softmax(point.logits, 1);
    point.objective = innerProduct(losses(point.logits), shares) + 0.5 * innerProduct(weights * weights, penalty.expand_as(weights));
    return point;
}

at::Tensor LogisticFit::Parts::gradient(const at::Tensor& weights, const Point& point) const {
    return at::matmul(((point.probabilities - targets) * shares).t(), inputs) + weights * penalty;
}

at::Tensor LogisticFit::Parts::curvature(const at::Tensor& direction, const Point& point) const {
    const at::Tensor& p = point.probabilities;
    const at::Tensor slope = at::matmul(inputs, direction.t());
    const at::Tensor change = binary ? p * (1.0 - p) * slope : p * (slope - (p * slope).sum(1, true));
    return at::matmul((change * shares).t(), inputs) + direction * penalty;
}

/// H d = −g by conjugate gradients, as closely as Newton's method needs at this distance.
at::Tensor LogisticFit::Parts::newtonDirection(const at::Tensor& gradient, const Point& point) const {
    const double length = std::sqrt(innerProduct(gradient, gradient));
    const double wanted = std::min(0.1, std::sqrt(length)) * length;
    at::Tensor direction = at::zeros_like(gradient);
    at::Tensor residual = -gradient;
    at::Tensor conjugate = residual.clone();
    double squared = length * length;
    for (int i = 0; i < mostDirections && std::sqrt(squared) > wanted; ++i) {
        const at::Tensor bent = curvature(conjugate, point);
        const double bend = innerProduct(conjugate, bent);
        if (!(bend > 0.0)) break;
        const double stride = squared / bend;
        direction.add_(conjugate, stride);
        residual.sub_(bent, stride);
        const double next = innerProduct(residual, residual);
        conjugate = residual + conjugate * (next / squared);
        squared = next;
    }
    return direction;
}

at::Tensor LogisticFit::Parts::searched(const at::Tensor& weights, const at::Tensor& gradient, const Point& point) const {
    const at::Tensor direction = newtonDirection(gradient, point);
    const double slope = innerProduct(gradient, direction);
    double share = 1.0;
    for (int i = 0; i < mostHalvings; ++i, share *= 0.5) {
        const at::Tensor moved = weights + direction * share;
        if (pointAt(moved).objective <= point.objective + sufficientFall * share * slope) return moved;
    }
    return weights; // rounding is all that is left
}

LogisticFit::LogisticFit(const at::Tensor& features, const at::Tensor& labels, std::int64_t classes, double inversePenalty,
                         const std::vector<float>& classWeights)
    : m_parts(std::make_unique<Parts>()) {
    Parts& parts = *m_parts;
    parts.binary = classes == 2;
    parts.labels = labels;
    const at::TensorOptions options = at::TensorOptions(at::kDouble).device(features.device());
    const std::int64_t rows = features.size(0);
    parts.inputs = at::cat({features.to(at::kDouble), at::ones({rows, 1}, options)}, 1);
    parts.targets = parts.binary ? labels.to(at::kDouble).unsqueeze(1) : at::one_hot(labels, classes).to(at::kDouble);
    const at::Tensor weights =
        classWeights.empty() ? at::ones({rows}, options) : tensorOf(classWeights, "cpu").to(options).index_select(0, labels);
    parts.shares = weights.div(static_cast<double>(rows)).unsqueeze(1);
    parts.penalty = at::full({1, features.size(1) + 1}, 1.0 / (inversePenalty * static_cast<double>(rows)), options);
    parts.penalty.select(1, features.size(1)).zero_();
}

LogisticFit::~LogisticFit() = default;

LogisticFit::Step LogisticFit::improve(at::Tensor& head) {
    Parts& parts = *m_parts;
    if (parts.settledHead.defined() && at::equal(parts.settledHead, head)) return parts.settled;
    const at::Tensor before = head.clone();
    const std::int64_t width = parts.inputs.size(1) - 1;
    const std::int64_t outputs = parts.targets.size(1);
    const at::Tensor matrix = head.narrow(0, 0, outputs * width).view({outputs, width});
    const at::Tensor bias = head.narrow(0, outputs * width, outputs);
    const at::Tensor weights = at::cat({matrix.to(at::kDouble), bias.to(at::kDouble).unsqueeze(1)}, 1);
    const Parts::Point point = parts.pointAt(weights);
    const at::Tensor gradient = parts.gradient(weights, point);
    const at::Tensor answers = parts.binary ? point.logits.squeeze(1).gt(0).to(at::kLong) : at::argmax(point.logits, 1);
    const Step step{parts.losses(point.logits).mean().item<double>(), answers.eq(parts.labels).sum().item<std::int64_t>(),
                    innerProduct(gradient, gradient)};
    if (gradient.abs().max().item<double>() > convergedGradient) {
        const at::Tensor moved = parts.searched(weights, gradient, point);
        matrix.copy_(moved.narrow(1, 0, width));
        bias.copy_(moved.select(1, width));
    }
    if (at::equal(before, head)) {
        parts.settledHead = before;
        parts.settled = step;
    }
    return step;
}

} // namespace epochlab::core
