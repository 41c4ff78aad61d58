#include "pictures/picture_image.h"

#include "vision/resize.h"

#include <algorithm>
#include <cstring>

namespace epochlab::ui {

QImage shownImage(const core::Picture& picture, int mostShorterSide) {
    if (std::min(picture.width, picture.height) > mostShorterSide)
        return shownImage(core::resizedShorterSide(picture, mostShorterSide), mostShorterSide);
    QImage image(picture.width, picture.height, QImage::Format_RGB888);
    const std::size_t row = static_cast<std::size_t>(picture.width) * 3;
    for (int y = 0; y < picture.height; ++y) std::memcpy(image.scanLine(y), picture.rgb.data() + static_cast<std::size_t>(y) * row, row);
    return image;
}

} // namespace epochlab::ui
