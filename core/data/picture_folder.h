#pragma once

#include "data/dataset.h"
#include "data/picture_options.h"

namespace epochlab::core {

/// A class-per-folder tree of pictures, with or without split folders. Looks at every file (see scanPictures) and leaves out what cannot
/// be used, as options.problems says. The errors of listPictureTree(), scanPictures(), applyPolicy() and completeSplits().
Result<TableDataset> loadPictureFolder(const std::string& folder, const PictureOptions& options, const LoadServices& services);

/// Without a final slash, so that paths below it look as they should.
std::string tidiedFolder(const std::string& folder);

} // namespace epochlab::core
