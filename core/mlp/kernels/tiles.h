#pragma once

// Rows of a batch in tiles, and the passes over a feature's rows that everything else is made of.

#include "mlp/kernels/vector.h"
#include "mlp/step_plan.h"

namespace epochlab::core::kernels {

/// A batch of `rows` rows in tiles of `tileRows`.
template <class V> struct Tiles {
    using Float = typename V::Float;

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
    std::int64_t at(std::int64_t tile, std::int64_t feature, std::int64_t width) const { return (tile * (width + 1) + feature) * tileRows; }

    /// Floats of an array of `width` features, filled up to whole cache lines.
    std::int64_t padded(std::int64_t width) const { return (width + 15) / 16 * 16; }

    /// body(offset, lanes filled) for each vector of the feature in one tile, in order. Works on copies of the members: the body's stores
    /// may, for all the compiler knows, change them.
    template <class Body> void forEachVector(std::int64_t tile, std::int64_t feature, std::int64_t width, const Body& body) const {
        const std::int64_t offset = at(tile, feature, width);
        const std::int64_t inTile = rowsIn(tile);
        std::int64_t row = 0;
        for (; row + V::lanes <= inTile; row += V::lanes) body(offset + row, V::lanes);
        if (row < inTile) body(offset + row, static_cast<int>(inTile - row));
    }

    /// Of one vector of rows: what is added, and two factors whose product is added.
    struct Terms {
        Float term;
        Float left;
        Float right;
    };
    /// Σ term and Σ left · right of what bodyOf(feature)(offset) gives, over the tile's rows, of each feature; unused lanes are left out.
    template <class BodyOf>
    void featureSums(std::int64_t tile, std::int64_t width, float* terms, float* products, const BodyOf& bodyOf) const {
        for (std::int64_t first = 0; first < width; first += V::lanes) {
            Float term[V::lanes] = {};
            Float product[V::lanes] = {};
            const int features = width - first < V::lanes ? static_cast<int>(width - first) : V::lanes;
            for (int i = 0; i < features; ++i) {
                const auto body = bodyOf(first + i);
                Float sum{};
                Float productSum{};
                forEachVector(tile, first + i, width, [&](std::int64_t offset, int lanes) {
                    Terms x = body(offset);
                    if (lanes < V::lanes) x = {V::first(x.term, lanes), V::first(x.left, lanes), V::first(x.right, lanes)};
                    sum += x.term;
                    productSum = V::fma(x.left, x.right, productSum);
                });
                term[i] = sum;
                product[i] = productSum;
            }
            V::store(terms + first, V::sumEach(term));
            V::store(products + first, V::sumEach(product));
        }
    }
};

} // namespace epochlab::core::kernels
