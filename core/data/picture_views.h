#pragma once

#include "data/dataset.h"
#include "data/picture_report.h"
#include "params/param_set.h"
#include "vision/picture_view.h"

namespace epochlab::core {

/// What a network of this configuration sees of these pictures: the picture-* fields, with what they leave open settled by the model and
/// the data. picture-resize 0: 224 for a ResNet and for trees, else the size of the pictures where all have one of at most 64, else 64.
/// picture-crop 0: 64 for trees (the lab's "224, centre crop 64"), else the shorter side. picture-colour auto: grey where all pictures are,
/// except for a ResNet. Precondition: dataset.pictures.
PictureView pictureViewOf(const ParamSet& config, const TableDataset& dataset);

/// What of a data set decides that.
struct PictureFacts {
    std::int64_t shorterSide = 0; ///< of the smallest picture, pixels
    bool sameSize = true;
    bool grey = false; ///< all of them
};
PictureFacts pictureFactsOf(const PictureReport& report);
PictureView pictureViewOf(const ParamSet& config, const PictureFacts& facts);

} // namespace epochlab::core
