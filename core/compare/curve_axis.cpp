#include "compare/curve_axis.h"

#include <algorithm>
#include <limits>

namespace epochlab::core {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// On the line from the origin through all points; NaN beyond the last.
double between(const std::vector<double>& from, const std::vector<double>& to, double at) {
    const auto next = static_cast<std::size_t>(std::ranges::lower_bound(from, at) - from.begin());
    if (next == from.size() || !(at >= 0.0)) return unknown;
    if (from[next] == at) return to[next];
    const double before = next == 0 ? 0.0 : from[next - 1];
    const double start = next == 0 ? 0.0 : to[next - 1];
    return start + (to[next] - start) * (at - before) / (from[next] - before);
}

} // namespace

CurveAxis::CurveAxis(ComparedAxis axis, double stepsPerEpoch, const ComparedSeries* seconds)
    : m_axis(axis), m_stepsPerEpoch(std::max(1.0, stepsPerEpoch)), m_seconds(seconds) {}

double CurveAxis::ofEpoch(double epoch) const {
    if (m_axis == ComparedAxis::Epoch) return epoch;
    if (m_axis == ComparedAxis::Step) return epoch * m_stepsPerEpoch;
    return m_seconds == nullptr ? unknown : between(m_seconds->x, m_seconds->y, epoch);
}

double CurveAxis::epochAt(double x) const {
    if (m_axis == ComparedAxis::Epoch) return x;
    if (m_axis == ComparedAxis::Step) return x / m_stepsPerEpoch;
    return m_seconds == nullptr ? unknown : between(m_seconds->y, m_seconds->x, x);
}

double CurveAxis::ofPlace(double place, bool byStep) const {
    if (m_axis == ComparedAxis::Step) return stepOf(place, byStep);
    return ofEpoch(byStep ? place / m_stepsPerEpoch : place);
}

} // namespace epochlab::core
