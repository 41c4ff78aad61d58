#include "maps/map_plane.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace epochlab::core {
namespace {

constexpr int mostIterations = 1000;
constexpr double roundingShare = 1e-7; ///< of floats
constexpr double converged = 1e-13;    ///< of the change of a unit vector

using Vector = std::vector<double>;

double product(const Vector& left, const Vector& right) { return std::inner_product(left.begin(), left.end(), right.begin(), 0.0); }

void normalise(Vector& vector) {
    const double length = std::sqrt(product(vector, vector));
    for (double& value : vector) value = length > 0.0 ? value / length : 0.0;
}

void subtract(Vector& vector, const Vector& axis) {
    const double along = product(vector, axis);
    for (std::size_t i = 0; i < vector.size(); ++i) vector[i] -= along * axis[i];
}

/// Standardised rows, never held all at once: of m features and n rows an iteration costs m·n, and no m × m matrix is made.
struct Standardised {
    const TableRows& rows;
    std::size_t features;
    const Vector& centre;
    const Vector& scale;

    double value(std::size_t row, std::size_t feature) const {
        return scale[feature] > 0.0 ? (rows.features[row * features + feature] - centre[feature]) / scale[feature] : 0.0;
    }
    /// Covariance times the vector.
    Vector times(const Vector& vector) const {
        Vector result(features, 0.0);
        const auto count = static_cast<std::size_t>(rows.count);
        for (std::size_t row = 0; row < count; ++row) {
            double along = 0.0;
            for (std::size_t i = 0; i < features; ++i) along += value(row, i) * vector[i];
            for (std::size_t i = 0; i < features; ++i) result[i] += along * value(row, i) / static_cast<double>(count);
        }
        return result;
    }
};

/// The strongest direction that is at right angles to `before`, by power iteration; its variance with it.
std::pair<Vector, double> strongest(const Standardised& data, const std::vector<Vector>& before) {
    RandomStream stream({.seed = 1, .purpose = RandomPurpose::Sweep, .step = static_cast<std::uint32_t>(before.size())});
    Vector axis(data.features);
    for (double& value : axis) value = stream.uniform(-1.0, 1.0);
    double variance = 0.0;
    for (int i = 0; i < mostIterations; ++i) {
        for (const Vector& other : before) subtract(axis, other);
        normalise(axis);
        Vector next = data.times(axis);
        for (const Vector& other : before) subtract(next, other);
        variance = std::sqrt(product(next, next));
        normalise(next);
        double change = 0.0;
        for (std::size_t j = 0; j < next.size(); ++j) change = std::max(change, std::abs(next[j] - axis[j]));
        axis = std::move(next);
        if (change < converged) break;
    }
    // The largest entry is positive, so that the map does not turn over from one computation to the next.
    const auto largest = std::ranges::max_element(axis, {}, [](double value) { return std::abs(value); });
    if (largest != axis.end() && *largest < 0.0)
        for (double& value : axis) value = -value;
    return {axis, variance};
}

} // namespace

MapPlane MapPlane::principal(const TableDataset& dataset) {
    const TableRows& rows = dataset.rows(Split::Training);
    const auto features = static_cast<std::size_t>(dataset.featureCount());
    const auto count = static_cast<double>(rows.count);
    MapPlane plane;
    plane.m_centre.assign(features, 0.0);
    plane.m_scale.assign(features, 0.0);
    for (std::size_t i = 0; i < rows.features.size(); ++i) plane.m_centre[i % features] += rows.features[i] / count;
    for (std::size_t i = 0; i < rows.features.size(); ++i) {
        const double off = rows.features[i] - plane.m_centre[i % features];
        plane.m_scale[i % features] += off * off / count;
    }
    double varying = 0.0;
    for (std::size_t i = 0; i < features; ++i) {
        double& scale = plane.m_scale[i];
        scale = std::sqrt(scale);
        if (scale <= roundingShare * std::abs(plane.m_centre[i])) scale = 0.0; // constant, but for the rounding of its mean
        varying += scale > 0.0 ? 1.0 : 0.0;
    }
    const Standardised data{rows, features, plane.m_centre, plane.m_scale};
    std::vector<Vector> axes;
    for (std::size_t axis = 0; axis < 2; ++axis) {
        auto [direction, variance] = strongest(data, axes);
        plane.m_axes[axis] = direction;
        plane.m_shares[axis] = varying > 0.0 ? variance / varying : 0.0;
        axes.push_back(std::move(direction));
    }
    return plane;
}

void MapPlane::appendFeatures(double x, double y, std::vector<float>& features) const {
    if (!isPrincipal()) {
        features.insert(features.end(), {static_cast<float>(x), static_cast<float>(y)});
        return;
    }
    for (std::size_t i = 0; i < m_centre.size(); ++i)
        features.push_back(static_cast<float>(m_centre[i] + m_scale[i] * (x * m_axes[0][i] + y * m_axes[1][i])));
}

std::array<double, 2> MapPlane::project(std::span<const float> features) const {
    if (!isPrincipal()) return {features[0], features[1]};
    std::array<double, 2> place{};
    for (std::size_t i = 0; i < m_centre.size(); ++i) {
        const double value = m_scale[i] > 0.0 ? (features[i] - m_centre[i]) / m_scale[i] : 0.0;
        for (std::size_t axis = 0; axis < 2; ++axis) place[axis] += value * m_axes[axis][i];
    }
    return place;
}

std::string MapPlane::axisTitle(const TableDataset& dataset, std::size_t axis) const {
    if (!isPrincipal()) return dataset.featureNames[axis];
    return "principal component " + std::to_string(axis + 1) + " (" + std::to_string(std::lround(100.0 * m_shares[axis])) + " %)";
}

} // namespace epochlab::core
