#include "compare/reading.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace epochlab::core {
namespace {

/// Student's t at 97.5 %, by degrees of freedom from 1.
constexpr std::array<double, 30> studentT{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                                          2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
                                          2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};

/// Rounded down to whole degrees and to 30, so that nothing is claimed too early.
double tAt(double freedom) {
    const auto whole = static_cast<std::size_t>(std::max(1.0, freedom));
    return studentT[std::min(whole, studentT.size()) - 1];
}

struct Ties {
    double pairs = 0.0;    ///< Σ t (t − 1) (2 t + 5)
    double products = 0.0; ///< Σ t (t − 1)
    double triples = 0.0;  ///< Σ t (t − 1) (t − 2)
};

Ties tiesOf(std::vector<double> values) {
    std::ranges::sort(values);
    Ties ties;
    for (std::size_t i = 0; i < values.size();) {
        std::size_t end = i;
        while (end < values.size() && values[end] == values[i]) ++end;
        const double t = static_cast<double>(end - i);
        ties.pairs += t * (t - 1) * (2 * t + 5);
        ties.products += t * (t - 1);
        ties.triples += t * (t - 1) * (t - 2);
        i = end;
    }
    return ties;
}

} // namespace

double kendallZ(const std::vector<double>& x, const std::vector<double>& y) {
    const double n = static_cast<double>(x.size());
    if (x.size() < 3) return 0.0;
    double sum = 0.0;
    const auto sign = [](double value) { return value > 0 ? 1.0 : value < 0 ? -1.0 : 0.0; };
    for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t k = i + 1; k < x.size(); ++k) sum += sign(x[k] - x[i]) * sign(y[k] - y[i]);
    const Ties tx = tiesOf(x);
    const Ties ty = tiesOf(y);
    const double variance = (n * (n - 1) * (2 * n + 5) - tx.pairs - ty.pairs) / 18.0 +
                            tx.triples * ty.triples / (9.0 * n * (n - 1) * (n - 2)) + tx.products * ty.products / (2.0 * n * (n - 1));
    if (!(variance > 0)) return 0.0;
    return (sum - sign(sum)) / std::sqrt(variance); // continuity: S moves by 2
}

bool clearlyDiffer(const Spread& left, const Spread& right) {
    if (left.count < 2 || right.count < 2) return false;
    const double a = left.deviation * left.deviation / static_cast<double>(left.count);
    const double b = right.deviation * right.deviation / static_cast<double>(right.count);
    const double distance = std::abs(left.mean - right.mean);
    if (a + b == 0.0) return distance > 0.0;
    const double freedom = (a + b) * (a + b) / (a * a / static_cast<double>(left.count - 1) + b * b / static_cast<double>(right.count - 1));
    return distance > tAt(freedom) * std::sqrt(a + b);
}

bool clearlyDiffers(const Spread& spread, double value) {
    if (spread.count < 2) return false;
    const double n = static_cast<double>(spread.count);
    const double distance = std::abs(spread.mean - value);
    return distance > 0.0 && distance > tAt(n - 1.0) * spread.deviation / std::sqrt(n);
}

} // namespace epochlab::core
