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
    /// Where a feature's rows of a tile begin in a buffer of `width` features.
    std::int64_t at(std::int64_t tile, std::int64_t feature, std::int64_t width) const { return (tile * width + feature) * tileRows; }

    /// body(offset, lanes filled) for each vector of the feature, in order.
    template <class Body> void forEachVector(std::int64_t feature, std::int64_t width, const Body& body) const {
        forEachVector(feature, width, 0, count(), body);
    }
    /// Of tiles first … end − 1 alone.
    template <class Body>
    void forEachVector(std::int64_t feature, std::int64_t width, std::int64_t first, std::int64_t end, const Body& body) const {
        for (std::int64_t tile = first; tile < end; ++tile) {
            const std::int64_t offset = at(tile, feature, width);
            const std::int64_t inTile = rowsIn(tile);
            std::int64_t row = 0;
            for (; row + V::lanes <= inTile; row += V::lanes) body(offset + row, V::lanes);
            if (row < inTile) body(offset + row, static_cast<int>(inTile - row));
        }
    }

    /// Σ body(offset) over the feature's rows; body gives a vector, whose unused lanes are left out. Floats within 64 vectors, then double.
    template <class Body> double sum(std::int64_t feature, std::int64_t width, const Body& body) const {
        constexpr int longest = 64;
        double total = 0.0;
        typename V::Float part{};
        int used = 0;
        forEachVector(feature, width, [&](std::int64_t offset, int lanes) {
            part += lanes == V::lanes ? body(offset) : V::first(body(offset), lanes);
            if (++used < longest) return;
            total += static_cast<double>(V::sum(part));
            part = typename V::Float{};
            used = 0;
        });
        return total + static_cast<double>(V::sum(part));
    }
};

} // namespace epochlab::core::kernels
