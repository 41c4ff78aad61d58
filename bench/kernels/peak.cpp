#include "peak.h"

#if defined(__x86_64__)
#include <immintrin.h>

namespace {

// Twelve sums at once: more than latency times units of any processor of today.
constexpr int sums = 12;

// Each sum by name, or the compiler keeps them in memory; each through an empty asm, or it sees that all are equal.
#define EPOCHLAB_TWELVE(step, with)                                                                                                        \
    step(with, 0) step(with, 1) step(with, 2) step(with, 3) step(with, 4) step(with, 5) step(with, 6) step(with, 7) step(with, 8)          \
        step(with, 9) step(with, 10) step(with, 11)
#define EPOCHLAB_BEGIN(factor, i) auto x##i = factor;
#define EPOCHLAB_ADD(fma, i)                                                                                                               \
    x##i = fma(x##i, factor, factor);                                                                                                      \
    asm volatile("" : "+v"(x##i));
#define EPOCHLAB_PEAK(name, instructions, lanes, all, fma)                                                                                 \
    __attribute__((target(instructions))) double name(long rounds) {                                                                       \
        const auto factor = all(0.999F);                                                                                                   \
        EPOCHLAB_TWELVE(EPOCHLAB_BEGIN, factor)                                                                                            \
        for (long i = 0; i < rounds; ++i) {                                                                                                \
            EPOCHLAB_TWELVE(EPOCHLAB_ADD, fma)                                                                                             \
        }                                                                                                                                  \
        return 2.0 * lanes * sums * static_cast<double>(rounds);                                                                           \
    }

EPOCHLAB_PEAK(wide, "avx512f", 16, _mm512_set1_ps, _mm512_fmadd_ps)
EPOCHLAB_PEAK(narrow, "avx2,fma", 8, _mm256_set1_ps, _mm256_fmadd_ps)

} // namespace

double multiplyAdd(std::string_view isa, long rounds) {
    if (isa == "avx512" && __builtin_cpu_supports("avx512f")) return wide(rounds);
    if (isa == "avx2" && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return narrow(rounds);
    return 0.0;
}
#else
double multiplyAdd(std::string_view, long) { return 0.0; }
#endif
