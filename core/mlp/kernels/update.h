#pragma once

// From a gradient to new weights: norms, clipping, penalties and the optimiser, in one pass over the flat buffers.

#include "mlp/kernels/gradient_norms.h"

namespace epochlab::core::kernels {

template <class V> struct Update {
    using Float = typename V::Float;
    using Int = typename V::Int;

    StepJob& job;
    const Worker& worker;

    /// The numbers of one step's rule, as floats.
    struct Numbers {
        float clip, l1, decay, shrink, rate, momentum, lerp, beta2, square, inverseRoot, epsilon;
    };

    static double power(double base, std::int64_t exponent) {
        double result = 1.0;
        for (; exponent > 0; exponent /= 2, base *= base)
            if (exponent % 2 == 1) result *= base;
        return result;
    }

    Numbers numbers(double gradientNorm) const {
        const UpdateRule& rule = *job.rule;
        const bool adam = rule.method == OptimizerMethod::Adam || rule.method == OptimizerMethod::AdamW;
        const bool decoupled = rule.method == OptimizerMethod::AdamW;
        const double correction1 = adam ? 1.0 - power(rule.beta1, job.step) : 1.0;
        const double correction2 = adam ? 1.0 - power(rule.beta2, job.step) : 1.0;
        Numbers n{};
        n.clip = rule.clip > 0.0 && gradientNorm > rule.clip ? static_cast<float>(rule.clip / (gradientNorm + 1e-6)) : 1.0F;
        n.l1 = static_cast<float>(rule.l1);
        n.decay = decoupled ? 0.0F : static_cast<float>(rule.weightDecay);
        n.shrink = decoupled ? static_cast<float>(1.0 - job.learningRate * rule.weightDecay) : 1.0F;
        n.rate = static_cast<float>(-job.learningRate / correction1);
        n.momentum = static_cast<float>(rule.momentum);
        n.lerp = static_cast<float>(1.0 - rule.beta1);
        n.beta2 = static_cast<float>(rule.beta2);
        n.square = static_cast<float>(1.0 - rule.beta2);
        n.inverseRoot = static_cast<float>(1.0 / __builtin_sqrt(correction2));
        n.epsilon = static_cast<float>(rule.epsilon);
        return n;
    }

    /// Gradient with clipping and penalties. Weight decay and L1 act on all parameters, as in PyTorch.
    template <bool plain> static Float effective(Float gradient, Float weight, const Numbers& n) {
        if (plain) return gradient;
        const Float sign = weight > 0.0F ? V::all(1.0F) : (weight < 0.0F ? V::all(-1.0F) : Float{});
        return V::fma(weight, V::all(n.decay), V::fma(sign, V::all(n.l1), gradient * n.clip));
    }

    /// One vector of each buffer. Kingma and Ba, "Adam", ICLR 2015; Loshchilov and Hutter, "Decoupled weight decay", ICLR 2019.
    template <OptimizerMethod method, bool plain>
    static Float next(Float weight, Float gradient, Float& first, Float& second, const Numbers& n) {
        const Float g = effective<plain>(gradient, weight, n);
        if constexpr (method == OptimizerMethod::Sgd) return V::fma(g, V::all(n.rate), weight);
        if constexpr (method == OptimizerMethod::Momentum) {
            first = V::fma(first, V::all(n.momentum), g);
            return V::fma(first, V::all(n.rate), weight);
        }
        first = V::fma(g - first, V::all(n.lerp), first);
        second = V::fma(g * g, V::all(n.square), second * n.beta2);
        const Float root = V::fma(V::squareRoot(second), V::all(n.inverseRoot), V::all(n.epsilon));
        if constexpr (!plain && method == OptimizerMethod::AdamW) weight *= n.shrink;
        return V::fma(V::divide(first, root), V::all(n.rate), weight);
    }

    template <OptimizerMethod method, bool plain> void apply(const Numbers& n, Int& largest) const {
        constexpr bool hasFirst = method != OptimizerMethod::Sgd;
        constexpr bool hasSecond = method == OptimizerMethod::Adam || method == OptimizerMethod::AdamW;
        // Copies: stores may, for all the compiler knows, change what `job` points to.
        const std::int64_t count = job.plan->parameterCount;
        const std::int64_t vectors = (count + V::lanes - 1) / V::lanes;
        const std::int64_t end = worker.end(vectors) * V::lanes;
        float* const weights = job.parameters;
        const float* const gradients = job.gradient;
        float* const firsts = job.moment1;
        float* const seconds = job.moment2;
        const Numbers numbers = n;
        const auto one = [=](std::int64_t i, const auto& read, const auto& write, Int& large) {
            Float first = hasFirst ? read(firsts + i) : Float{};
            Float second = hasSecond ? read(seconds + i) : Float{};
            const Float weight = next<method, plain>(read(weights + i), read(gradients + i), first, second, numbers);
            if (hasFirst) write(firsts + i, first);
            if (hasSecond) write(seconds + i, second);
            write(weights + i, weight);
            const Int size = (Int)V::absolute(weight);
            large = size > large ? size : large;
        };
        std::int64_t i = worker.begin(vectors) * V::lanes;
        for (; i + V::lanes <= end && i + V::lanes <= count; i += V::lanes)
            one(
                i, [](const float* from) { return V::load(from); }, [](float* to, Float value) { V::store(to, value); }, largest);
        if (i >= end) return;
        const int lanes = static_cast<int>(count - i);
        one(
            i, [lanes](const float* from) { return V::loadFirst(from, lanes); },
            [lanes](float* to, Float value) { V::storeFirst(to, value, lanes); }, largest);
    }

    template <bool plain> void applyRule(const Numbers& n, Int& largest) const {
        switch (job.rule->method) {
        case OptimizerMethod::Sgd: apply<OptimizerMethod::Sgd, plain>(n, largest); break;
        case OptimizerMethod::Momentum: apply<OptimizerMethod::Momentum, plain>(n, largest); break;
        case OptimizerMethod::Adam: apply<OptimizerMethod::Adam, plain>(n, largest); break;
        case OptimizerMethod::AdamW: apply<OptimizerMethod::AdamW, plain>(n, largest); break;
        }
    }

    void run() const {
        double total = 0.0;
        if (!GradientNorms<V>{job, worker}.measure(total)) {
            if (worker.index == 0) job.outcome = StepOutcome::BadGradient;
            return;
        }
        if (worker.index == 0) job.outcome = StepOutcome::Trained;
        worker.wait();
        const Numbers n = numbers(__builtin_sqrt(total));
        Int largest{};
        if (n.clip == 1.0F && n.l1 == 0.0F && n.decay == 0.0F && n.shrink == 1.0F)
            applyRule<true>(n, largest);
        else
            applyRule<false>(n, largest);
        bool good = true;
        for (int i = 0; i < V::lanes; ++i) good = good && largest[i] < 0x7F800000;
        const StepOutcome bad = StepOutcome::BadWeight;
        if (!good) __atomic_store(&job.outcome, const_cast<StepOutcome*>(&bad), __ATOMIC_RELAXED);
    }
};

} // namespace epochlab::core::kernels
