#include "pictures/picture_image.h"

#include "gallery/thumbnails.h"
#include "vision/resize.h"

#include <algorithm>

namespace epochlab::ui {

QImage shownImage(const core::Picture& picture, int mostShorterSide) {
    const bool large = std::min(picture.width, picture.height) > mostShorterSide;
    return imageOf(large ? core::resizedShorterSide(picture, mostShorterSide) : picture);
}

} // namespace epochlab::ui
