#pragma once

// The bends after a layer: value and slope of each in one pass over registers.

#include "mlp/kernels/functions.h"
#include "mlp/step_plan.h"

namespace epochlab::core::kernels {

template <class V, Activation kind> struct Bend {
    using Float = typename V::Float;
    using F = Functions<V>;
    static constexpr float leak = 0.01F;

    struct ValueAndSlope {
        Float value;
        Float slope;
    };

    static ValueAndSlope both(Float z) {
        const Float one = V::all(1.0F);
        if constexpr (kind == Activation::Relu) {
            return {V::larger(Float{}, z), z > 0.0F ? one : Float{}};
        } else if constexpr (kind == Activation::LeakyRelu) {
            const Float slope = z > 0.0F ? one : V::all(leak);
            return {z * slope, slope};
        } else if constexpr (kind == Activation::Tanh) {
            const Float t = F::tangens(z);
            return {t, one - t * t};
        } else if constexpr (kind == Activation::Sigmoid) {
            const Float s = one / (one + F::exponential(-z));
            return {s, s * (one - s)};
        } else { // GELU: z·Φ(z); its slope is Φ(z) + z·φ(z)
            const Float phi = 0.5F + 0.5F * F::errorFunction(z * 0.70710678118654752F);
            const Float density = 0.39894228040143268F * F::exponential(-0.5F * z * z);
            return {z * phi, V::fma(z, density, phi)};
        }
    }

    /// upstream · slope, for the bends whose slope may not be kept.
    static Float back(Float z, Float upstream) {
        if constexpr (kind == Activation::Relu)
            return z > 0.0F ? upstream : Float{};
        else
            return upstream * both(z).slope;
    }

    static Float value(Float z) {
        if constexpr (kind == Activation::Relu)
            return V::larger(Float{}, z);
        else
            return both(z).value; // the slope is dropped by the compiler
    }
};

/// Calls body.template operator()<kind>() for the plan's activation.
template <class V, class Body> void withActivation(Activation activation, const Body& body) {
    switch (activation) {
    case Activation::Relu: body.template operator()<Activation::Relu>(); break;
    case Activation::LeakyRelu: body.template operator()<Activation::LeakyRelu>(); break;
    case Activation::Tanh: body.template operator()<Activation::Tanh>(); break;
    case Activation::Sigmoid: body.template operator()<Activation::Sigmoid>(); break;
    case Activation::Gelu: body.template operator()<Activation::Gelu>(); break;
    }
}

} // namespace epochlab::core::kernels
