#pragma once

#include "mlp/kernels/vector.h"

#include <immintrin.h>

namespace epochlab::core::kernels {

struct Avx2 : UnmaskedVector<Avx2, 8> {
    static constexpr const char* name = "AVX2";
    static Float fma(Float a, Float b, Float c) { return _mm256_fmadd_ps(a, b, c); }
    static Float squareRoot(Float x) { return _mm256_sqrt_ps(x); }
    static Float larger(Float a, Float b) { return _mm256_max_ps(a, b); }
    static Float smaller(Float a, Float b) { return _mm256_min_ps(a, b); }
    static Double lowHalf(Float x) { return _mm256_cvtps_pd(_mm256_castps256_ps128(x)); }
    static Double highHalf(Float x) { return _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1)); }
};

} // namespace epochlab::core::kernels
