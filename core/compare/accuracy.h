#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace epochlab::core {

/// Where a share lies with 95 % confidence.
struct Interval {
    double low = 0.0;
    double high = 1.0;

    bool contains(double value) const { return low <= value && value <= high; }
};

/// Of a share of `rows` rows (E. B. Wilson, "Probable inference", JASA 1927); all of 0 … 1 where there are no rows.
Interval wilsonInterval(double share, std::int64_t rows);
/// "0.731–0.809"
std::string intervalText(const Interval& interval, int digits = 3);

/// How the rows differ that one of two models has right and the other wrong.
struct Disagreement {
    std::int64_t onlyFirst = 0;
    std::int64_t onlySecond = 0;

    std::int64_t rows() const { return onlyFirst + onlySecond; }
};
/// Precondition: equally long, the same rows in the same order.
Disagreement disagreementOf(const std::vector<bool>& firstRight, const std::vector<bool>& secondRight);

// McNemar's test: how likely so uneven a disagreement is where both models are right equally often (two-sided p).

/// By the binomial distribution itself.
double mcNemarExact(const Disagreement& disagreement);
/// By χ² with one degree of freedom and Edwards' correction for continuity.
double mcNemarCorrected(const Disagreement& disagreement);
/// Exact up to 1,000 rows that differ, corrected beyond.
double mcNemar(const Disagreement& disagreement);

/// Below this p a difference counts as one.
inline constexpr double significance = 0.05;

} // namespace epochlab::core
