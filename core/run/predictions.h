#pragma once

#include "run/trainer.h"

#include <memory>
#include <vector>

namespace epochlab::core {

/// What a model answers for each row of a split, in the split's order.
struct SplitPredictions {
    Split split = Split::Validation;
    std::vector<std::int32_t> classes;     ///< the most probable one, the first where several are; index into classNames
    std::vector<float> confidences;        ///< its probability
    std::vector<float> truthProbabilities; ///< that of the row's own class
};

/// Those of one epoch's model. Splits without rows are left out.
struct RunPredictions {
    std::int64_t epoch = 0;
    std::vector<SplitPredictions> splits;

    const SplitPredictions* find(Split split) const;
};

/// probabilities: [labels.size() × classes]; appended to `predictions`.
void addPredictions(SplitPredictions& predictions, std::span<const float> probabilities, std::span<const std::int32_t> labels,
                    std::int64_t classes);

/// Of the validation and test rows. The predictor's error.
Result<RunPredictions> predictSplits(Predictor& predictor, const TableDataset& dataset, std::int64_t epoch);

} // namespace epochlab::core
