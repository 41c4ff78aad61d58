#pragma once

#include "data/dataset.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// The plane of a decision map: the two features of a table themselves, or the first two principal components of its standardised training
/// rows, with all other directions at their mean. A plain value.
class MapPlane {
public:
    /// Of a table of two features.
    MapPlane() = default;
    /// Precondition: two features or more, and training rows. Constant features have no share in the components.
    static MapPlane principal(const TableDataset& dataset);

    bool isPrincipal() const { return !m_centre.empty(); }
    /// Features at a place of the plane, appended.
    void appendFeatures(double x, double y, std::vector<float>& features) const;
    /// Where a row falls on the plane.
    std::array<double, 2> project(std::span<const float> features) const;
    /// Of the rows' variance, which both axes hold; each 0 of the features themselves.
    const std::array<double, 2>& shares() const { return m_shares; }
    /// "principal component 1 (43 %)", or the feature's name.
    std::string axisTitle(const TableDataset& dataset, std::size_t axis) const;

private:
    std::vector<double> m_centre;                ///< [features]; empty: the features themselves
    std::vector<double> m_scale;                 ///< [features], standard deviations; 0 of a constant feature
    std::array<std::vector<double>, 2> m_axes{}; ///< unit vectors of standardised features
    std::array<double, 2> m_shares{};
};

} // namespace epochlab::core
