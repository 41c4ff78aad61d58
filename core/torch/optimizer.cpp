#include "torch/optimizer.h"

#include "mlp/plan.h"

#include <ATen/ATen.h>

#include <cmath>

namespace epochlab::core {

struct FlatOptimizer::Parts {
    UpdateRule rule;
    std::vector<at::Tensor> buffers;

    void applyMomentum(at::Tensor& flat, const at::Tensor& gradient, double learningRate);
    void applyAdam(at::Tensor& flat, const at::Tensor& gradient, double learningRate, std::int64_t step);
};

FlatOptimizer::FlatOptimizer(const ParamSet& config, const at::Tensor& flat) : m_parts(std::make_unique<Parts>()) {
    m_parts->rule = updateRuleOf(config);
    for (int i = 0; i < momentCount(m_parts->rule.method); ++i) m_parts->buffers.push_back(at::zeros_like(flat));
}

FlatOptimizer::~FlatOptimizer() = default;
FlatOptimizer::FlatOptimizer(FlatOptimizer&&) noexcept = default;

std::vector<at::Tensor>& FlatOptimizer::buffers() { return m_parts->buffers; }

// A zero buffer times the momentum plus the gradient is the gradient: PyTorch's first step, dampening 0.
void FlatOptimizer::Parts::applyMomentum(at::Tensor& flat, const at::Tensor& gradient, double learningRate) {
    buffers[0].mul_(rule.momentum).add_(gradient);
    flat.add_(buffers[0], -learningRate);
}

// Kingma and Ba, "Adam", ICLR 2015; torch/optim/adam.py, _single_tensor_adam.
void FlatOptimizer::Parts::applyAdam(at::Tensor& flat, const at::Tensor& gradient, double learningRate, std::int64_t step) {
    buffers[0].lerp_(gradient, 1.0 - rule.beta1);
    buffers[1].mul_(rule.beta2).addcmul_(gradient, gradient, 1.0 - rule.beta2);
    const double correction1 = 1.0 - std::pow(rule.beta1, static_cast<double>(step));
    const double correction2 = 1.0 - std::pow(rule.beta2, static_cast<double>(step));
    const at::Tensor denominator = buffers[1].sqrt().div_(std::sqrt(correction2)).add_(rule.epsilon);
    flat.addcdiv_(buffers[0], denominator, -learningRate / correction1);
}

void FlatOptimizer::apply(at::Tensor& flat, at::Tensor& gradient, double learningRate, std::int64_t step) {
    const UpdateRule& rule = m_parts->rule;
    Parts& parts = *m_parts;
    if (rule.l1 > 0.0) gradient.add_(flat.sign(), rule.l1);
    // Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019.
    if (rule.method == OptimizerMethod::AdamW)
        flat.mul_(1.0 - learningRate * rule.weightDecay);
    else if (rule.weightDecay > 0.0)
        gradient.add_(flat, rule.weightDecay);
    switch (rule.method) {
    case OptimizerMethod::Sgd: flat.add_(gradient, -learningRate); break;
    case OptimizerMethod::Momentum: parts.applyMomentum(flat, gradient, learningRate); break;
    case OptimizerMethod::Adam:
    case OptimizerMethod::AdamW: parts.applyAdam(flat, gradient, learningRate, step); break;
    }
}

} // namespace epochlab::core
