#pragma once

#include "mlp/kernels/vector.h"

namespace epochlab::core::kernels {

/// Four floats, which every machine that we build for has; multiplies and adds apart, so that all of them give the same bits.
struct Portable : UnmaskedVector<Portable, 4> {
    static constexpr const char* name = "portable";
    static Float fma(Float a, Float b, Float c) { return a * b + c; }
    static Float squareRoot(Float x) {
        return Float{__builtin_sqrtf(x[0]), __builtin_sqrtf(x[1]), __builtin_sqrtf(x[2]), __builtin_sqrtf(x[3])};
    }
    static Float larger(Float a, Float b) { return a > b ? a : b; }
    static Float smaller(Float a, Float b) { return a < b ? a : b; }
    static Double lowHalf(Float x) { return Double{static_cast<double>(x[0]), static_cast<double>(x[1])}; }
    static Double highHalf(Float x) { return Double{static_cast<double>(x[2]), static_cast<double>(x[3])}; }
};

} // namespace epochlab::core::kernels
