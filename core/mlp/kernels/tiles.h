#pragma once

// Rows of a batch in tiles, and the passes over a feature's rows that everything else is made of.

#include "mlp/kernels/vector.h"
#include "mlp/step_plan.h"

namespace epochlab::core::kernels {

/// A batch of `rows` rows in tiles of `tileRows`.
template <class V> struct Tiles {
    std::int64_t rows;
    std::int64_t tileRows;

    std::int64_t count() const { return (rows + tileRows - 1) / tileRows; }
    std::int64_t rowsIn(std::int64_t tile) const {
        const std::int64_t left = rows - tile * tileRows;
        return left < tileRows ? left : tileRows;
    }
    std::int64_t vectorsIn(std::int64_t tile) const { return (rowsIn(tile) + V::lanes - 1) / V::lanes; }
    /// How many rows the vector that begins at this row of the batch holds.
    int lanesAt(std::int64_t row) const { return rows - row < V::lanes ? static_cast<int>(rows - row) : V::lanes; }
    /// Where a feature's rows of a tile begin in a buffer of `width` features.
    std::int64_t at(std::int64_t tile, std::int64_t feature, std::int64_t width) const { return (tile * width + feature) * tileRows; }

    /// body(offset, lanes filled) for each vector of the feature, in order.
    template <class Body> void forEachVector(std::int64_t feature, std::int64_t width, const Body& body) const {
        forEachVector(feature, width, 0, count(), body);
    }
    /// Of tiles first … end − 1 alone. Works on copies of the members: the body's stores may, for all the compiler knows, change them.
    template <class Body>
    void forEachVector(std::int64_t feature, std::int64_t width, std::int64_t first, std::int64_t end, const Body& body) const {
        const std::int64_t all = rows;
        const std::int64_t size = tileRows;
        for (std::int64_t tile = first; tile < end; ++tile) {
            const std::int64_t offset = (tile * width + feature) * size;
            const std::int64_t left = all - tile * size;
            const std::int64_t inTile = left < size ? left : size;
            std::int64_t row = 0;
            for (; row + V::lanes <= inTile; row += V::lanes) body(offset + row, V::lanes);
            if (row < inTile) body(offset + row, static_cast<int>(inTile - row));
        }
    }

    struct Sums {
        double first;
        double second;
    };
    /// Σ of both of the two vectors that body(offset) gives, over the feature's rows; unused lanes are left out. In floats within 64
    /// vectors, then in double.
    template <class Body> Sums sums(std::int64_t feature, std::int64_t width, const Body& body) const {
        constexpr int longest = 64;
        Sums total{0.0, 0.0};
        typename V::Float first{};
        typename V::Float second{};
        int used = 0;
        const auto flush = [&] {
            total.first += static_cast<double>(V::sum(first));
            total.second += static_cast<double>(V::sum(second));
            first = second = typename V::Float{};
            used = 0;
        };
        forEachVector(feature, width, [&](std::int64_t offset, int lanes) {
            const auto both = body(offset);
            first += lanes == V::lanes ? both.first : V::first(both.first, lanes);
            second += lanes == V::lanes ? both.second : V::first(both.second, lanes);
            if (++used == longest) flush();
        });
        flush();
        return total;
    }
    struct TwoVectors {
        typename V::Float first;
        typename V::Float second;
    };
};

} // namespace epochlab::core::kernels
