#include "torch/optimizer.h"

#include <ATen/ATen.h>

#include <cmath>

namespace epochlab::core {

struct FlatOptimizer::Parts {
    enum class Method { Sgd, Momentum, Adam, AdamW };
    Method method = Method::Adam;
    double momentum = 0.9;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weightDecay = 0.0;
    double l1 = 0.0;
    std::vector<at::Tensor> buffers;

    void applyMomentum(at::Tensor& flat, const at::Tensor& gradient, double learningRate);
    void applyAdam(at::Tensor& flat, const at::Tensor& gradient, double learningRate, std::int64_t step);
};

namespace {

std::size_t bufferCount(const std::string& method) {
    if (method == "sgd") return 0;
    return method == "momentum" ? 1 : 2;
}

} // namespace

FlatOptimizer::FlatOptimizer(const ParamSet& config, const at::Tensor& flat) : m_parts(std::make_unique<Parts>()) {
    using Method = Parts::Method;
    const std::string& name = config.text("optimizer");
    m_parts->method = name == "sgd" ? Method::Sgd : name == "momentum" ? Method::Momentum : name == "adamw" ? Method::AdamW : Method::Adam;
    m_parts->momentum = config.real("momentum");
    m_parts->beta1 = config.real("beta1");
    m_parts->beta2 = config.real("beta2");
    m_parts->epsilon = config.real("epsilon");
    m_parts->weightDecay = config.real("weight-decay");
    m_parts->l1 = config.real("l1");
    for (std::size_t i = 0; i < bufferCount(name); ++i) m_parts->buffers.push_back(at::zeros_like(flat));
}

FlatOptimizer::~FlatOptimizer() = default;

std::vector<at::Tensor>& FlatOptimizer::buffers() { return m_parts->buffers; }

// A zero buffer times the momentum plus the gradient is the gradient: PyTorch's first step, dampening 0.
void FlatOptimizer::Parts::applyMomentum(at::Tensor& flat, const at::Tensor& gradient, double learningRate) {
    buffers[0].mul_(momentum).add_(gradient);
    flat.add_(buffers[0], -learningRate);
}

// Kingma and Ba, "Adam", ICLR 2015; torch/optim/adam.py, _single_tensor_adam.
void FlatOptimizer::Parts::applyAdam(at::Tensor& flat, const at::Tensor& gradient, double learningRate, std::int64_t step) {
    buffers[0].lerp_(gradient, 1.0 - beta1);
    buffers[1].mul_(beta2).addcmul_(gradient, gradient, 1.0 - beta2);
    const double correction1 = 1.0 - std::pow(beta1, static_cast<double>(step));
    const double correction2 = 1.0 - std::pow(beta2, static_cast<double>(step));
    const at::Tensor denominator = buffers[1].sqrt().div_(std::sqrt(correction2)).add_(epsilon);
    flat.addcdiv_(buffers[0], denominator, -learningRate / correction1);
}

void FlatOptimizer::apply(at::Tensor& flat, at::Tensor& gradient, double learningRate, std::int64_t step) {
    using Method = Parts::Method;
    Parts& parts = *m_parts;
    if (parts.l1 > 0.0) gradient.add_(flat.sign(), parts.l1);
    // Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019.
    if (parts.method == Method::AdamW)
        flat.mul_(1.0 - learningRate * parts.weightDecay);
    else if (parts.weightDecay > 0.0)
        gradient.add_(flat, parts.weightDecay);
    switch (parts.method) {
    case Method::Sgd: flat.add_(gradient, -learningRate); break;
    case Method::Momentum: parts.applyMomentum(flat, gradient, learningRate); break;
    case Method::Adam:
    case Method::AdamW: parts.applyAdam(flat, gradient, learningRate, step); break;
    }
}

} // namespace epochlab::core
