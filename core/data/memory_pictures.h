#pragma once

#include "data/picture_options.h"
#include "data/picture_source.h"

#include <optional>

namespace epochlab::core {

/// A file of many pictures of one size, in memory.
struct PictureBlock {
    PictureFile file;  ///< number: not used
    std::string title; ///< rows are called "test 17"
    std::int64_t count = 0;
    int width = 0;
    int height = 0;
    int planes = 1;                   ///< 1: grey; 3: red, green, blue
    std::vector<std::uint8_t> pixels; ///< [count × planes × height × width]
    std::vector<std::int32_t> labels; ///< [count]
};

/// A data set of blocks of training and test pictures; what is missing (see completeSplits) is taken from training. All blocks are alike.
/// DataShape where they are not or where a label has no class; DataTooFewRows.
Result<TableDataset> datasetOfBlocks(std::vector<PictureBlock> training, std::vector<PictureBlock> test,
                                     std::vector<std::string> classNames, const PictureOptions& options);

} // namespace epochlab::core
