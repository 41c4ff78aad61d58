#pragma once

#include "data/dataset.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace epochlab::core {

struct SplitPredictions; // run/predictions.h

/// What an epoch's model answers for one row of a split.
struct JudgedRow {
    std::int64_t row = 0;          ///< in the split's order
    std::int32_t answer = 0;       ///< index into classNames
    float confidence = 0.0F;       ///< the answer's probability
    float truthProbability = 0.0F; ///< that of the row's own class
};

/// The rows of a split with the least probable true class, least first (of equal ones the surest answer first, then as in the data), and
/// those with the most probable, most first.
struct HardestRows {
    std::vector<JudgedRow> hardest;
    std::vector<JudgedRow> surest; ///< as many
};

/// At most `most` of each.
HardestRows hardestRows(const SplitPredictions& predictions, std::size_t most);

/// Of the validation rows, at each epoch's end, where RunRequest asks for it.
struct HardestRowsEvent {
    std::int64_t epoch = 0;
    DatasetPointer dataset;
    HardestRows rows;
};

} // namespace epochlab::core
