#pragma once

#include "run/trainer.h"

#include <array>
#include <functional>
#include <memory>
#include <span>

namespace epochlab::core {

/// The rows of a split as trees take them: raw numbers, row by row, without a missing one.
struct FeatureRows {
    std::span<const float> values;        ///< [labels.size() × features]
    std::span<const std::int32_t> labels; ///< index into the data's classes
};

/// What trees are grown on: the numbers of a table, the pixels of pictures, or features that a network made of them.
struct FeatureMatrix {
    std::int64_t features = 0;
    std::array<FeatureRows, 3> splits;   ///< indexed by Split
    std::shared_ptr<const void> storage; ///< keeps the values alive
};

/// The one door through which data comes to the trees.
using FeatureReader = std::function<Result<FeatureMatrix>(const ParamSet& config, const DatasetPointer& dataset)>;

/// The numbers of a table as they stand.
Result<FeatureMatrix> tableFeatures(const ParamSet& config, const DatasetPointer& dataset);

/// Boosting on `matrix`; one round is one epoch of one step. DataEmpty, DataOneClass, OutOfMemory.
Result<std::unique_ptr<TrainingSession>> makeXgboostSession(const ParamSet& config, DatasetPointer dataset, FeatureMatrix matrix);

} // namespace epochlab::core
