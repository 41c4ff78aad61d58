#pragma once

#include "base/result.h"
#include "base/work_watch.h"
#include "data/dataset.h"
#include "params/param_set.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace epochlab::core {

/// Rows as trees take them: [rows × features], row by row, finite.
struct FeatureRows {
    std::span<const float> values;
    std::shared_ptr<const void> owner; ///< of the values
};

/// The one door through which data comes to the trees: the numbers of a table, or the pixels of pictures. One thread at a time.
class FeatureSource {
public:
    virtual ~FeatureSource() = default;
    virtual std::int64_t features() const = 0;
    /// Who looks on from here: while pictures are read, it hears of how many of all. Stopped where it asks for that.
    virtual void heed(WorkWatch) {}
    /// A whole split in the order of its labels. Of pictures it takes its time and its memory anew at each call.
    virtual Result<FeatureRows> rows(Split split) = 0;
    /// values: [count × features], of the rows from `first` on; they hold during the call.
    using Part = std::function<void(std::span<const float> values, std::int64_t first, std::int64_t count)>;
    /// The same split part by part, in little memory. What validation and test rows take to read is kept, as they come each round.
    virtual Result<void> forEachPart(Split split, const Part& part) = 0;
};

/// A table's numbers as they stand; of pictures the pixels that a network would see (PictureView), one picture a row.
std::unique_ptr<FeatureSource> makeFeatureSource(const ParamSet& config, DatasetPointer dataset);

} // namespace epochlab::core
