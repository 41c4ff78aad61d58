#pragma once

// The one matrix product behind forward, backward and weight gradients:
//
//     C[m][n] = start + Σ_k A[m][k] · B[k][n]
//
// n runs along vectors; A is read one number at a time, at any two strides, so Wᵀ needs no copy. A block of rows × columns of C stays in
// registers while k runs, as in Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", TOMS 2008; what they pack is
// here in place, since tiles are stored that way.

#include "mlp/kernels/vector.h"

#include <utility> // integer_sequence: a type, no code

namespace epochlab::core::kernels {

template <int Number> struct Constant {
    constexpr operator int() const { return Number; }
};

template <class Body, int... Numbers>
[[gnu::always_inline]] inline void unrollOver(const Body& body, std::integer_sequence<int, Numbers...>) {
    (body(Constant<Numbers>{}), ...);
}

/// body(0), …, body(Count − 1), the numbers known to the compiler.
template <int Count, class Body> [[gnu::always_inline]] inline void unroll(const Body& body) {
    unrollOver(body, std::make_integer_sequence<int, Count>{});
}

/// A[m][k] at values[m · row + k · step].
struct Strided {
    const float* values;
    std::ptrdiff_t row;
    std::ptrdiff_t step;
};

/// What C starts with.
enum class Start { Zero, RowValue, Present };

/// What is done to C's numbers on their way out of the registers: nothing.
template <class V> struct AsTheyAre {
    typename V::Float operator()(typename V::Float sum, std::ptrdiff_t) const { return sum; }
};

template <class V, Start start, class Finish = AsTheyAre<V>> struct Product {
    using Float = typename V::Float;

    Strided a;
    const float* b;
    std::ptrdiff_t bRow;
    float* c;
    std::ptrdiff_t cRow;
    std::int64_t depth;     ///< number of k
    const float* rowValues; ///< [m], for Start::RowValue
    int tail = V::lanes;    ///< columns in the last vector of a row of C; B's rows reach to its end
    Finish finish = {};     ///< finish(sum, its offset from c)

    template <int Columns, bool cut> Float startOf(std::int64_t m, std::int64_t n, int j) const {
        if (start == Start::Zero) return Float{};
        if (start == Start::RowValue) return V::all(rowValues[m]);
        const float* from = c + m * cRow + n + j * V::lanes;
        return cut && j == Columns - 1 ? V::loadFirst(from, tail) : V::load(from);
    }

    /// Rows m … m + Rows − 1, columns n … n + Columns · lanes − 1. Unrolled by template, or GCC 12 keeps `sums` in memory before and
    /// after the loop.
    template <int Rows, int Columns, bool cut> void block(std::int64_t m, std::int64_t n) const {
        Float sums[Rows][Columns];
        unroll<Rows>([&](auto i) { unroll<Columns>([&](auto j) { sums[i][j] = startOf<Columns, cut>(m + i, n, j); }); });
        const float* aAt = a.values + m * a.row;
        const float* bAt = b + n;
        for (std::int64_t k = 0; k < depth; ++k) {
            Float right[Columns];
            unroll<Columns>([&](auto j) { right[j] = V::load(bAt + j * V::lanes); });
            unroll<Rows>([&](auto i) {
                const Float left = V::all(aAt[i * a.row]);
                unroll<Columns>([&](auto j) { sums[i][j] = V::fma(left, right[j], sums[i][j]); });
            });
            aAt += a.step;
            bAt += bRow;
        }
        unroll<Rows>([&](auto i) {
            const std::ptrdiff_t offset = (m + i) * cRow + n;
            unroll<Columns>([&](auto j) {
                const Float sum = finish(sums[i][j], offset + j * V::lanes);
                if (cut && j == Columns - 1)
                    V::storeFirst(c + offset + j * V::lanes, sum, tail);
                else
                    V::store(c + offset + j * V::lanes, sum);
            });
        });
    }

    /// The last rows, fewer than a block has.
    template <int Rows, int Columns, bool cut> void lastRows(std::int64_t m, std::int64_t rows, std::int64_t n) const {
        if constexpr (Rows > 0) {
            if (rows == Rows)
                block<Rows, Columns, cut>(m, n);
            else
                lastRows<Rows - 1, Columns, cut>(m, rows, n);
        }
    }

    template <int Columns, bool cut> void columns(std::int64_t from, std::int64_t to, std::int64_t n) const {
        constexpr int rows = V::blockRows(Columns);
        std::int64_t m = from;
        for (; m + rows <= to; m += rows) block<rows, Columns, cut>(m, n);
        lastRows<rows - 1, Columns, cut>(m, to - m, n);
    }

    template <int Columns, bool cut> void lastColumns(std::int64_t from, std::int64_t to, std::int64_t n, std::int64_t vectors) const {
        if constexpr (Columns > 0) {
            if (vectors == Columns)
                columns<Columns, cut>(from, to, n);
            else
                lastColumns<Columns - 1, cut>(from, to, n, vectors);
        }
    }

    /// Rows from … to − 1 of C, `vectors` vectors wide.
    void run(std::int64_t from, std::int64_t to, std::int64_t vectors) const {
        std::int64_t done = 0;
        for (; done + V::blockColumns < vectors; done += V::blockColumns) columns<V::blockColumns, false>(from, to, done * V::lanes);
        if (tail == V::lanes)
            lastColumns<V::blockColumns, false>(from, to, done * V::lanes, vectors - done);
        else
            lastColumns<V::blockColumns, true>(from, to, done * V::lanes, vectors - done);
    }
};

} // namespace epochlab::core::kernels
