#pragma once

#include "compare/accuracy.h"
#include "compare/table_text.h"
#include "insight/scored_rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// Rows at or above a threshold are taken for the positive class.
struct RocPoint {
    double falsePositive = 0.0; ///< share of the negative rows
    double truePositive = 0.0;  ///< share of the positive rows
    double threshold = 0.0;     ///< infinite for the first point
};

/// The receiver operating characteristic of two classes.
struct RocCurve {
    std::vector<RocPoint> points; ///< from (0, 0) to (1, 1), one for each score that occurs; empty where a class has no rows
    std::int64_t positives = 0;
    std::int64_t negatives = 0;
    /// The probability that a positive row has a higher score than a negative one, equal scores counting half (Mann and Whitney), which is
    /// the area under the points. NaN where a class has no rows.
    double area = 0.0;
    /// 95 % (DeLong, DeLong and Clarke-Pearson, Biometrics 1988); nothing where it says nothing: a class of one row, or classes apart.
    std::optional<Interval> interval{};
};

RocCurve rocOf(const ScoredRows& rows);
/// Those where the curve turns, and its ends: the same line through fewer points.
std::vector<RocPoint> cornersOf(const RocCurve& curve);

/// "AUC 0.912 (95 %: 0.884–0.940), 220 positive and 220 negative rows"
std::string rocWords(const RocCurve& curve);
/// A point a row: threshold, false-positive rate, true-positive rate; for people the corners alone.
TextTable rocTable(const RocCurve& curve, TableFormat format);

} // namespace epochlab::core
