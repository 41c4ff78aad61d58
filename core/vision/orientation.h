#pragma once

#include "vision/picture.h"

namespace epochlab::core {

/// Left and right exchanged.
Picture mirrored(const Picture& picture);

/// The picture that a camera stored with this EXIF orientation (CIPA DC-008: 1 to 8), turned and mirrored so that it stands upright: what
/// Pillow's ImageOps.exif_transpose gives. 1 and unknown numbers: as it is.
Picture upright(Picture picture, int orientation);

} // namespace epochlab::core
