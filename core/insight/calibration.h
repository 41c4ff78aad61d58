#pragma once

#include "compare/accuracy.h"
#include "compare/table_text.h"
#include "insight/scored_rows.h"

#include <cstdint>
#include <string>
#include <vector>

namespace epochlab::core {

/// Rows whose probability lies between two borders.
struct CalibrationBin {
    double low = 0.0;  ///< inclusive
    double high = 1.0; ///< exclusive, but of the last one
    std::int64_t rows = 0;
    std::int64_t hits = 0;
    double mean = 0.0;   ///< of the probabilities; NaN where there are no rows
    double share = 0.0;  ///< hits / rows; NaN where there are none
    Interval interval{}; ///< of the share: Wilson's, 95 %
};

/// How far a model's probabilities can be believed (a reliability diagram): bins of equal width over 0 … 1.
struct Calibration {
    std::vector<CalibrationBin> bins;
    std::int64_t rows = 0;
    double error = 0.0;       ///< expected calibration error: the mean of |share − mean| over the rows; NaN where there are none
    double largest = 0.0;     ///< the largest |share − mean| of a bin
    double chanceError = 0.0; ///< what `error` is on average where every probability is exactly right, since n is finite
    double chanceBound = 0.0; ///< and 95 % of such models stay below it
};

inline constexpr int defaultBins = 10;

/// bins ≥ 1; scores outside of 0 … 1 count as its ends. What chance does is told by the normal distribution of each bin's share.
Calibration calibrationOf(const ScoredRows& rows, int bins = defaultBins);

/// "expected calibration error 0.041, n = 440: no larger than chance makes it of exact probabilities (95 % stay below 0.062)"
std::string calibrationWords(const Calibration& calibration);
/// A bin a row: from, to, n, mean probability, share, 95 % interval, share − mean.
TextTable calibrationTable(const Calibration& calibration, TableFormat format);

} // namespace epochlab::core
