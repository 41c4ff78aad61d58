#pragma once

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace epochlab::core::kernels {

/// While it lives, this thread takes numbers below 1.2e-38 for zero. A network that has learnt makes many of them (gradients of classes
/// that are as good as excluded), and some processors take a hundred times as long for each.
class SubnormalsAreZero {
public:
#if defined(__SSE2__)
    SubnormalsAreZero() : m_before(_mm_getcsr()) { _mm_setcsr(m_before | flushToZero | denormalsAreZero); }
    ~SubnormalsAreZero() { _mm_setcsr(m_before); }
#else
    SubnormalsAreZero() {}
#endif
    SubnormalsAreZero(const SubnormalsAreZero&) = delete;
    SubnormalsAreZero& operator=(const SubnormalsAreZero&) = delete;

private:
#if defined(__SSE2__)
    static constexpr unsigned flushToZero = 0x8000;
    static constexpr unsigned denormalsAreZero = 0x0040;
    unsigned m_before;
#endif
};

} // namespace epochlab::core::kernels
