#pragma once

#include "data/picture_options.h"
#include "data/picture_report.h"
#include "data/picture_tree.h"
#include "vision/picture_cache.h"

#include <memory>

namespace epochlab::core {

/// What a look at one picture file found.
struct PictureFacts {
    std::uint64_t hash = 0; ///< of all its bytes
    std::uint64_t bytes = 0;
    std::int64_t modified = 0; ///< nanoseconds since 1970
    PictureHeader header;      ///< complete where there is no problem
    std::shared_ptr<const Error> problem;
};

/// Size and time of a regular file as PictureFile has them; nothing but the path where it cannot be asked.
PictureFile pictureFileAt(const std::string& path);

/// Reads every file of the tree once, in parallel, and keeps nothing of it: facts by split and row. With a decoder each picture is decoded
/// as far as telling whether it is whole takes. Stopped, EngineMissing.
Result<std::array<std::vector<PictureFacts>, 3>> scanPictures(const std::string& folder, const PictureTree& tree,
                                                              const PictureOptions& options, const LoadServices& services);

/// Leaves the pictures with problems out of tree and facts, as options.problems says, and reports. The error of the first such picture,
/// or DataUnreadablePicture where they are more than a tenth.
Result<PictureReport> applyPolicy(const std::string& folder, PictureTree& tree, std::array<std::vector<PictureFacts>, 3>& facts,
                                  const PictureOptions& options);

} // namespace epochlab::core
