#pragma once

#include "base/result.h"
#include "data/dataset.h"
#include "data/picture_report.h"

#include <array>
#include <cstdint>
#include <vector>

namespace epochlab::core {

class PictureSource;

/// For each row of the final splits the row of the given ones that it is: {0 training, 1 validation, 2 test} and its number there.
struct RowOrigin {
    std::size_t split = 0;
    std::size_t row = 0;
};

/// Splits whose validation or test is empty get theirs from training: `trainShare` of it stays, the rest is dealt to what is missing, class
/// by class, by the seed. A note says so. DataTooFewRows.
Result<std::array<std::vector<RowOrigin>, 3>> completeSplits(const std::array<std::vector<std::int32_t>, 3>& labels, std::size_t classCount,
                                                             double trainShare, std::uint64_t seed, std::vector<std::string>& notes);

/// Validation and test pictures whose content stands in another split too; equal contents of two classes.
std::vector<PictureFinding> findRepeats(const TableDataset& dataset);
/// The number of the former: the leak of the data card.
std::int64_t countLeakingPictures(const TableDataset& dataset);

} // namespace epochlab::core
