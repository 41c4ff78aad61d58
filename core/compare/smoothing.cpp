#include "compare/smoothing.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::core {

double Smoother::add(double x, double y) {
    if (!std::isfinite(x) || !std::isfinite(y)) return std::numeric_limits<double>::quiet_NaN();
    const double distance = m_weight > 0.0 ? std::max(0.0, x - m_x) : 0.0;
    if (distance != m_distance) {
        m_distance = distance;
        m_decay = std::exp2(-distance / m_halfLife);
    }
    m_x = x;
    m_weight = m_decay * m_weight + 1.0;
    const double share = 1.0 / m_weight;
    const double away = y - m_mean;
    m_mean = std::isfinite(away) ? m_mean + away * share : m_mean * (1.0 - share) + y * share;
    return m_mean;
}

std::vector<double> smoothed(const std::vector<double>& x, const std::vector<double>& y, double halfLife) {
    Smoother smoother(halfLife);
    std::vector<double> averages;
    averages.reserve(y.size());
    for (std::size_t i = 0; i < y.size(); ++i) averages.push_back(smoother.add(x[i], y[i]));
    return averages;
}

} // namespace epochlab::core
