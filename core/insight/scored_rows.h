#pragma once

#include "base/result.h"
#include "store/prediction_rows.h"

#include <cstdint>
#include <span>
#include <vector>

namespace epochlab::core {

/// How sure a model was of something for each row, and whether it was so.
struct ScoredRows {
    std::vector<double> scores; ///< probabilities
    std::vector<bool> hits;     ///< as many

    std::int64_t count() const { return static_cast<std::int64_t>(scores.size()); }
};

/// Of two classes: the probability of the class `positive` (0 or 1), and whether the row is of it. The probability is that of the answer,
/// or what is missing to 1, so that it never depends on the row's own class; the answers are kept as float32, so that what is closer to 0
/// or 1 than 6e-8 is equal to it.
ScoredRows scoredRows(const PredictedRows& rows, std::int32_t positive);
/// Of any number of classes: the probability of the answer, and whether it is right.
ScoredRows confidenceRows(const PredictedRows& rows);

} // namespace epochlab::core
