#include "peak.h"

#if defined(__x86_64__)
#include <immintrin.h>

namespace {

// Twelve sums at once: more than latency times units of any processor of today.
constexpr int sums = 12;

// Each sum by name, or the compiler keeps them in memory; each through an empty asm, or it sees that all are equal.
#define EPOCHLAB_TWELVE(step) step(0) step(1) step(2) step(3) step(4) step(5) step(6) step(7) step(8) step(9) step(10) step(11)

__attribute__((target("avx512f"))) double wide(long rounds) {
    const __m512 factor = _mm512_set1_ps(0.999F);
#define EPOCHLAB_BEGIN(i) __m512 x##i = factor;
    EPOCHLAB_TWELVE(EPOCHLAB_BEGIN)
#define EPOCHLAB_ADD(i)                                                                                                                    \
    x##i = _mm512_fmadd_ps(x##i, factor, factor);                                                                                          \
    asm volatile("" : "+v"(x##i));
    for (long i = 0; i < rounds; ++i) {
        EPOCHLAB_TWELVE(EPOCHLAB_ADD)
    }
    return 2.0 * 16.0 * sums * static_cast<double>(rounds);
}
#undef EPOCHLAB_BEGIN
#undef EPOCHLAB_ADD

__attribute__((target("avx2,fma"))) double narrow(long rounds) {
    const __m256 factor = _mm256_set1_ps(0.999F);
#define EPOCHLAB_BEGIN(i) __m256 x##i = factor;
    EPOCHLAB_TWELVE(EPOCHLAB_BEGIN)
#define EPOCHLAB_ADD(i)                                                                                                                    \
    x##i = _mm256_fmadd_ps(x##i, factor, factor);                                                                                          \
    asm volatile("" : "+x"(x##i));
    for (long i = 0; i < rounds; ++i) {
        EPOCHLAB_TWELVE(EPOCHLAB_ADD)
    }
    return 2.0 * 8.0 * sums * static_cast<double>(rounds);
}

} // namespace

double multiplyAdd(std::string_view isa, long rounds) {
    if (isa == "avx512" && __builtin_cpu_supports("avx512f")) return wide(rounds);
    if (isa == "avx2" && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return narrow(rounds);
    return 0.0;
}
#else
double multiplyAdd(std::string_view, long) { return 0.0; }
#endif
