#pragma once

#include <vector>

namespace epochlab::core {

/// Debiased exponential moving average over x: the mean of all values so far, each counting half as much for every half-life that it lies
/// behind the newest, however unevenly they come. A constant stays exactly itself. One value after the other gives what all at once give.
class Smoother {
public:
    /// In x's unit (steps), above zero.
    explicit Smoother(double halfLife) : m_halfLife(halfLife) {}

    /// x ascending. What is not finite is a gap: NaN, and the average does not hear of it.
    double add(double x, double y);

private:
    double m_halfLife;
    double m_x = 0.0;
    double m_distance = 0.0; ///< between the last two x, whose decay is known
    double m_decay = 1.0;
    double m_weight = 0.0; ///< of all values so far
    double m_mean = 0.0;
};

/// y as a Smoother takes it; as long as x and y.
std::vector<double> smoothed(const std::vector<double>& x, const std::vector<double>& y, double halfLife);

} // namespace epochlab::core
