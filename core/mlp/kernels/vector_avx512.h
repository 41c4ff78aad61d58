#pragma once

#include "mlp/kernels/vector.h"

#include <immintrin.h>

namespace epochlab::core::kernels {

struct Avx512 : VectorBase<16> {
    static constexpr const char* name = "AVX-512";
    static constexpr int blockColumns = 4; ///< vectors side by side in a block of the product
    static constexpr int blockRows(int columns) { return columns <= 2 ? 8 : 6; }

    static Float fma(Float a, Float b, Float c) { return _mm512_fmadd_ps(a, b, c); }
    /// To two units in the last place: the processor's estimate and Newton's steps are quicker than its exact instructions.
    /// Infinity counts as the largest number, of which the steps make no NaN.
    static Float squareRoot(Float x) {
        x = smaller(all(3.402823466e38F), x);
        const Float estimate = _mm512_maskz_rsqrt14_ps(_mm512_cmp_ps_mask(x, Float{}, _CMP_NEQ_UQ), x);
        const Float root = x * estimate;
        return _mm512_fmadd_ps(_mm512_fnmadd_ps(root, root, x), 0.5F * estimate, root);
    }
    static Float divide(Float a, Float b) {
        const Float estimate = _mm512_rcp14_ps(b);
        return a * _mm512_fmadd_ps(_mm512_fnmadd_ps(b, estimate, all(1.0F)), estimate, estimate);
    }
    static Float larger(Float a, Float b) { return _mm512_max_ps(a, b); }
    static Float smaller(Float a, Float b) { return _mm512_min_ps(a, b); }
    using VectorBase<16>::sum;
    static float sum(Float x) { return _mm512_reduce_add_ps(x); }
    /// Lane i: the sum of x[i]'s lanes. Pairs are folded together, so sixteen sums take 45 instructions.
    static Float sumEach(const Float (&x)[16]) {
        Float quarter[4]; // of x[4q … 4q + 3], lane by lane in each 128-bit part
        for (std::ptrdiff_t q = 0; q < 4; ++q) {
            const Float low = _mm512_unpacklo_ps(x[4 * q], x[4 * q + 1]) + _mm512_unpackhi_ps(x[4 * q], x[4 * q + 1]);
            const Float high = _mm512_unpacklo_ps(x[4 * q + 2], x[4 * q + 3]) + _mm512_unpackhi_ps(x[4 * q + 2], x[4 * q + 3]);
            quarter[q] = _mm512_shuffle_ps(low, high, 0x44) + _mm512_shuffle_ps(low, high, 0xEE);
        }
        const Float first = _mm512_shuffle_f32x4(quarter[0], quarter[1], 0x88) + _mm512_shuffle_f32x4(quarter[0], quarter[1], 0xDD);
        const Float second = _mm512_shuffle_f32x4(quarter[2], quarter[3], 0x88) + _mm512_shuffle_f32x4(quarter[2], quarter[3], 0xDD);
        return _mm512_shuffle_f32x4(first, second, 0x88) + _mm512_shuffle_f32x4(first, second, 0xDD);
    }
    static Double lowHalf(Float x) { return _mm512_cvtps_pd(_mm512_castps512_ps256(x)); }
    static Double highHalf(Float x) { return _mm512_cvtps_pd(_mm512_extractf32x8_ps(x, 1)); }
    static Float loadFirst(const float* from, int count) { return _mm512_maskz_loadu_ps(mask(count), from); }
    static void storeFirst(float* to, Float value, int count) { _mm512_mask_storeu_ps(to, mask(count), value); }

    /// to[j][i] = from[i][j] for i < rows, 0 for the other i; lanes × lanes.
    static void transpose(const float* from, std::ptrdiff_t fromRow, int rows, float* to, std::ptrdiff_t toRow) {
        __m512 r[16];
        for (int i = 0; i < 16; ++i) r[i] = i < rows ? _mm512_loadu_ps(from + i * fromRow) : _mm512_setzero_ps();
        __m512 t[16];
        for (int i = 0; i < 16; i += 2) {
            t[i] = _mm512_unpacklo_ps(r[i], r[i + 1]);
            t[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
        }
        for (int i = 0; i < 16; i += 4) { // r[i + k]: column k of each 128-bit quarter, rows i … i+3
            r[i] = _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(t[i]), _mm512_castps_pd(t[i + 2])));
            r[i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(t[i]), _mm512_castps_pd(t[i + 2])));
            r[i + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(t[i + 1]), _mm512_castps_pd(t[i + 3])));
            r[i + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(t[i + 1]), _mm512_castps_pd(t[i + 3])));
        }
        for (int k = 0; k < 4; ++k) { // gather the four row groups of column 4·quarter + k
            const __m512 low01 = _mm512_shuffle_f32x4(r[k], r[4 + k], 0x88);
            const __m512 high01 = _mm512_shuffle_f32x4(r[k], r[4 + k], 0xDD);
            const __m512 low23 = _mm512_shuffle_f32x4(r[8 + k], r[12 + k], 0x88);
            const __m512 high23 = _mm512_shuffle_f32x4(r[8 + k], r[12 + k], 0xDD);
            _mm512_storeu_ps(to + k * toRow, _mm512_shuffle_f32x4(low01, low23, 0x88));
            _mm512_storeu_ps(to + (4 + k) * toRow, _mm512_shuffle_f32x4(high01, high23, 0x88));
            _mm512_storeu_ps(to + (8 + k) * toRow, _mm512_shuffle_f32x4(low01, low23, 0xDD));
            _mm512_storeu_ps(to + (12 + k) * toRow, _mm512_shuffle_f32x4(high01, high23, 0xDD));
        }
    }

private:
    static __mmask16 mask(int count) { return static_cast<__mmask16>((1U << count) - 1U); }
};

} // namespace epochlab::core::kernels
