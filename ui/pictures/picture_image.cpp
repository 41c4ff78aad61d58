#include "pictures/picture_image.h"

#include "vision/resize.h"

#include <algorithm>
#include <cstring>

namespace epochlab::ui {

QImage imageOf(const core::Picture& picture) {
    QImage image(picture.width, picture.height, QImage::Format_RGB888);
    const std::size_t bytes = static_cast<std::size_t>(picture.width) * 3;
    for (int y = 0; y < picture.height; ++y)
        std::memcpy(image.scanLine(y), picture.rgb.data() + static_cast<std::size_t>(y) * bytes, bytes);
    return image;
}

QString sizeText(const core::Picture& picture) { return QStringLiteral("%1 × %2").arg(picture.width).arg(picture.height); }

QImage shownImage(const core::Picture& picture, int mostShorterSide) {
    const bool large = std::min(picture.width, picture.height) > mostShorterSide;
    return imageOf(large ? core::resizedShorterSide(picture, mostShorterSide) : picture);
}

} // namespace epochlab::ui
