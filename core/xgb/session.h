#pragma once

#include "run/trainer.h"
#include "xgb/feature_source.h"

#include <memory>

namespace epochlab::core {

/// Boosting on the features of a data set; one round is one epoch of one step. Preconditions: training rows, two classes or more. The
/// errors of the source; OutOfMemory.
Result<std::unique_ptr<TrainingSession>> makeXgboostSession(const ParamSet& config, DatasetPointer dataset,
                                                            std::unique_ptr<FeatureSource> source);

} // namespace epochlab::core
