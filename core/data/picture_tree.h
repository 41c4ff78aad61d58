#pragma once

#include "base/result.h"
#include "data/dataset.h"
#include "data/picture_report.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace epochlab::core {

struct ListedPicture {
    std::string name; ///< path below the data folder: "train/real/17.jpg"
    std::int32_t label = 0;
};

/// A class-per-folder tree as it lies on the disk; no file has been opened. Classes and files in the order of torchvision's ImageFolder,
/// by bytes: classes by name, folders below a class by path, files by name. Names that begin with a dot are passed over.
struct PictureTree {
    std::vector<std::string> classNames;
    std::array<std::vector<ListedPicture>, 3> splits; ///< without split folders all are training pictures
    std::vector<PictureFinding> remarks;              ///< other files, empty classes, names that differ by case, folders beside the splits
};

/// Whether the folder holds class folders: train (or training) with folders in it, or folders with pictures in them.
bool holdsPictureTree(const std::string& folder);

/// Split folders: train or training; val, valid or validation; test or testing; in any case. Links are followed, loops are not.
/// IoRead; DataEmpty without a picture; DataOneClass; DataUnknownClass for a class that has no training pictures.
Result<PictureTree> listPictureTree(const std::string& folder);

} // namespace epochlab::core
