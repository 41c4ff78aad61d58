#include "insight/scored_rows.h"

namespace epochlab::core {

ScoredRows scoredRows(const PredictedRows& rows, std::int32_t positive) {
    ScoredRows scored;
    for (std::size_t row = 0; row < rows.labels.size(); ++row) {
        const double confidence = rows.predictions.confidences[row];
        scored.scores.push_back(rows.predictions.classes[row] == positive ? confidence : 1.0 - confidence);
        scored.hits.push_back(rows.labels[row] == positive);
    }
    return scored;
}

ScoredRows confidenceRows(const PredictedRows& rows) {
    ScoredRows scored;
    for (std::size_t row = 0; row < rows.labels.size(); ++row) {
        scored.scores.push_back(rows.predictions.confidences[row]);
        scored.hits.push_back(rows.labels[row] == rows.predictions.classes[row]);
    }
    return scored;
}

} // namespace epochlab::core
