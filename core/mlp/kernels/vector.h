#pragma once

// One vector of floats for each instruction set, over GCC's vector types: + − × ÷, comparisons and ?: are the compiler's. Each source file
// of this folder instantiates the kernels for one of them, with its own compiler flags. So nothing here may be an ordinary inline function
// (the linker keeps one copy for all): all are members of a template or of one instruction set's struct, and std is left out.

#include <cstddef>
#include <cstdint>

namespace epochlab::core::kernels {

/// The types of a vector of `Bytes` bytes. Written out, as GCC 12 drops a vector size that depends on a template's parameter.
template <int Bytes> struct VectorTypes;
#define EPOCHLAB_VECTOR_TYPES(bytes)                                                                                                       \
    template <> struct VectorTypes<bytes> {                                                                                                \
        typedef float Float __attribute__((vector_size(bytes)));                                                                           \
        typedef int Int __attribute__((vector_size(bytes)));                                                                               \
        typedef double Double __attribute__((vector_size(bytes)));                                                                         \
        typedef float Unaligned __attribute__((vector_size(bytes), aligned(4), may_alias));                                                \
    };
EPOCHLAB_VECTOR_TYPES(16)
#ifdef __AVX2__
EPOCHLAB_VECTOR_TYPES(32)
#endif
#ifdef __AVX512F__
EPOCHLAB_VECTOR_TYPES(64)
#endif
#undef EPOCHLAB_VECTOR_TYPES

/// What is the same for every width.
template <int Lanes> struct VectorBase : VectorTypes<Lanes * 4> {
    static constexpr int lanes = Lanes;
    using typename VectorTypes<Lanes * 4>::Float;
    using typename VectorTypes<Lanes * 4>::Int;
    using typename VectorTypes<Lanes * 4>::Double;
    using typename VectorTypes<Lanes * 4>::Unaligned;

    static Float load(const float* from) { return *reinterpret_cast<const Unaligned*>(from); }
    static void store(float* to, Float value) { *reinterpret_cast<Unaligned*>(to) = value; }
    static Float all(float value) { return value - Float{}; }
    static Int laneNumbers() {
        Int numbers{};
        for (int i = 0; i < Lanes; ++i) numbers[i] = i;
        return numbers;
    }
    /// The first `count` lanes of value, zero in the others.
    static Float first(Float value, int count) { return laneNumbers() < count ? value : Float{}; }
    static Float absolute(Float value) { return (Float)((Int)value & 0x7FFFFFFF); }
    /// 2ⁿ for integral n in −126 … 127.
    static Float powerOfTwo(Float n) { return (Float)((__builtin_convertvector(n, Int) + 127) << 23); }
    static double sum(Double x) {
        double total = 0.0;
        for (int i = 0; i < Lanes / 2; ++i) total += x[i];
        return total;
    }
};

/// Loads, stores and transposes for sets without masks.
template <class Set, int Lanes> struct UnmaskedVector : VectorBase<Lanes> {
    using Float = typename VectorBase<Lanes>::Float;
    static constexpr int blockColumns = 2;
    static constexpr int blockRows(int) { return 6; }

    static Float divide(Float a, Float b) { return a / b; }

    using VectorBase<Lanes>::sum;
    static float sum(Float x) {
        float part[Lanes];
        VectorBase<Lanes>::store(part, x);
        for (int half = Lanes / 2; half > 0; half /= 2)
            for (int i = 0; i < half; ++i) part[i] += part[i + half];
        return part[0];
    }
    /// Lane i: the sum of x[i]'s lanes.
    static Float sumEach(const Float (&x)[Lanes]) {
        Float sums{};
        for (int i = 0; i < Lanes; ++i) sums[i] = sum(x[i]);
        return sums;
    }
    static Float loadFirst(const float* from, int count) {
        Float value{};
        for (int i = 0; i < count; ++i) value[i] = from[i];
        return value;
    }
    static void storeFirst(float* to, Float value, int count) {
        for (int i = 0; i < count; ++i) to[i] = value[i];
    }
    static void transpose(const float* from, std::ptrdiff_t fromRow, int rows, float* to, std::ptrdiff_t toRow) {
        for (int j = 0; j < Lanes; ++j)
            for (int i = 0; i < Lanes; ++i) to[j * toRow + i] = i < rows ? from[i * fromRow + j] : 0.0F;
    }
};

} // namespace epochlab::core::kernels
