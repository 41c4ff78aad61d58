#pragma once

// exp, log, tanh and erf of a vector, to about one unit in the last place. Polynomials of the Cephes library (Moshier, 1984–2000) for exp,
// log and tanh.

#include "mlp/kernels/vector.h"

namespace epochlab::core::kernels {

template <class V> struct Functions {
    using Float = typename V::Float;
    using Int = typename V::Int;

    static Float polynomial(Float x, const float* coefficients, int count) {
        Float value = V::all(coefficients[0]);
        for (int i = 1; i < count; ++i) value = V::fma(value, x, V::all(coefficients[i]));
        return value;
    }

    /// eˣ; x is held in −87.3 … 88.3, so the result is never 0 nor infinite. NaN stays NaN.
    static Float exponential(Float x) {
        constexpr float terms[] = {1.9875691500e-4F, 1.3981999507e-3F, 8.3334519073e-3F,
                                   4.1665795894e-2F, 1.6666665459e-1F, 5.0000001201e-1F};
        constexpr float roundToInteger = 12582912.0F; // 1.5 · 2²³: adding it leaves no fraction bits
        x = V::smaller(V::all(88.3F), V::larger(V::all(-87.3F), x));
        const Float n = (V::fma(x, V::all(1.44269504088896341F), V::all(roundToInteger))) - roundToInteger;
        Float r = V::fma(n, V::all(-0.693359375F), x); // ln 2 in two parts
        r = V::fma(n, V::all(2.12194440e-4F), r);
        const Float value = V::fma(polynomial(r, terms, 6), r * r, r + 1.0F);
        return value * V::powerOfTwo(n);
    }

    /// ln x for finite normal x > 0.
    static Float logarithm(Float x) {
        constexpr float terms[] = {7.0376836292e-2F,  -1.1514610310e-1F, 1.1676998740e-1F,  -1.2420140846e-1F, 1.4249322787e-1F,
                                   -1.6668057665e-1F, 2.0000714765e-1F,  -2.4999993993e-1F, 3.3333331174e-1F};
        constexpr std::int32_t lowest = 0x3F3504F3; // √½: x = m · 2ⁿ with √½ ≤ m < √2
        const Int bits = (Int)x - lowest;
        const Float n = __builtin_convertvector(bits >> 23, Float);
        const Float m = (Float)((bits & 0x007FFFFF) + lowest) - 1.0F;
        const Float square = m * m;
        Float value = polynomial(m, terms, 9) * m * square;
        value = V::fma(n, V::all(-2.12194440e-4F), value);
        value = V::fma(square, V::all(-0.5F), value);
        return V::fma(n, V::all(0.693359375F), m + value);
    }

    static Float tangens(Float x) {
        constexpr float terms[] = {-5.70498872745e-3F, 2.06390887954e-2F, -5.37397155531e-2F, 1.33314422036e-1F, -3.33332819422e-1F};
        const Float size = V::absolute(x);
        const Float square = x * x;
        const Float small = V::fma(polynomial(square, terms, 5) * square, x, x);
        const Float large = 1.0F - 2.0F / (exponential(size + size) + 1.0F);
        return size < 0.625F ? small : (x < 0.0F ? -large : large);
    }

    /// erf x = x · P(x²) / Q(x²), a fit on |x| ≤ 4, within 4e-7; beyond it the error function is ±1 in float.
    static Float errorFunction(Float x) {
        constexpr float top[] = {-2.72614225801306e-10F, 2.77068142495902e-08F,  -2.10102402082508e-06F, -5.69250639462346e-05F,
                                 -7.34990630326855e-04F, -2.95459980854025e-03F, -1.60960333262415e-02F};
        constexpr float bottom[] = {-1.45660718464996e-05F, -2.13374055278905e-04F, -1.68282697438203e-03F, -7.37332916720468e-03F,
                                    -1.42647390514189e-02F};
        const Float held = V::smaller(V::all(4.0F), V::larger(V::all(-4.0F), x));
        const Float square = held * held;
        return held * polynomial(square, top, 7) / polynomial(square, bottom, 5);
    }
};

} // namespace epochlab::core::kernels
