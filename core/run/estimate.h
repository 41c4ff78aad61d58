#pragma once

#include "data/picture_views.h"
#include "params/param_set.h"

#include <cstdint>
#include <optional>
#include <string>

namespace epochlab::core {

/// What is known before Train is pressed.
struct RunEstimate {
    std::int64_t parameters = 0; ///< of a network
    std::int64_t trees = 0;      ///< of boosted trees
    std::int64_t stepsPerEpoch = 0;
    double seconds = 0.0;         ///< whole run
    double featureSeconds = 0.0;  ///< before it, where no run has kept them: the features that a frozen network makes of all pictures
    std::int64_t memoryBytes = 0; ///< weights, optimiser, activations of a batch, data; of trees: data and what growing one takes
};

/// Sizes of a data set, so that an estimate needs no data.
struct DataSize {
    std::int64_t trainingRows = 0;
    std::int64_t evaluatedRows = 0; ///< a whole epoch end: all splits that are evaluated
    std::int64_t features = 0;
    std::int64_t classes = 0;
    std::optional<PictureFacts> pictures = {}; ///< nothing: a table
};

/// The data fields of a configuration as one text: equal texts, equal data.
std::string dataKey(const ParamSet& config);
DataSize dataSizeOf(const TableDataset& dataset);

/// Numbers in a row as the model takes it: features, or what its view shows of a picture.
std::int64_t inputsOf(const ParamSet& config, const DataSize& data);

/// From a cost model: fixed cost a step and layer, plus arithmetic. `speed` scales it to this machine (1 = the reference) and is
/// what SpeedMemory has learned. Loading data and engine is left out.
RunEstimate estimateRun(const ParamSet& config, const DataSize& data, double speed);

} // namespace epochlab::core
