#include "compare/accuracy.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace epochlab::core {
namespace {

constexpr std::int64_t mostExact = 1000; // 2⁻¹⁰⁰⁰ is still a normal number

std::string fixed(double value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

} // namespace

Interval wilsonInterval(double share, std::int64_t rows) {
    if (rows <= 0) return {};
    constexpr double z = 1.959963984540054; // 97.5 % of the normal distribution
    const double n = static_cast<double>(rows);
    const double middle = (share + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

std::string intervalText(const Interval& interval, int digits) { return fixed(interval.low, digits) + "–" + fixed(interval.high, digits); }

Disagreement disagreementOf(const std::vector<bool>& firstRight, const std::vector<bool>& secondRight) {
    Disagreement counts;
    for (std::size_t row = 0; row < firstRight.size(); ++row) {
        counts.onlyFirst += firstRight[row] && !secondRight[row] ? 1 : 0;
        counts.onlySecond += !firstRight[row] && secondRight[row] ? 1 : 0;
    }
    return counts;
}

double mcNemarExact(const Disagreement& disagreement) {
    const std::int64_t n = disagreement.rows();
    const std::int64_t fewer = std::min(disagreement.onlyFirst, disagreement.onlySecond);
    double term = std::exp2(-static_cast<double>(n)); // of k rows: (n over k) / 2ⁿ
    double tail = 0.0;
    for (std::int64_t k = 0; k <= fewer; ++k) {
        tail += term;
        term *= static_cast<double>(n - k) / static_cast<double>(k + 1);
    }
    return std::min(1.0, 2 * tail);
}

double mcNemarCorrected(const Disagreement& disagreement) {
    if (disagreement.rows() == 0) return 1.0;
    const double apart = std::abs(static_cast<double>(disagreement.onlyFirst - disagreement.onlySecond));
    const double corrected = std::max(0.0, apart - 1.0);
    return std::erfc(std::sqrt(corrected * corrected / static_cast<double>(disagreement.rows()) / 2.0));
}

double mcNemar(const Disagreement& disagreement) {
    return disagreement.rows() <= mostExact ? mcNemarExact(disagreement) : mcNemarCorrected(disagreement);
}

} // namespace epochlab::core
