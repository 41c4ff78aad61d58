#include "vision/contact_sheet.h"

#include "vision/resize.h"

#include <algorithm>

namespace epochlab::core {
namespace {

constexpr int gap = 12;
constexpr int letterHeight = 10;
constexpr int lineStep = 18;
constexpr int titleRoom = 40;
constexpr PixelColour ink{27, 36, 48};

Picture blank(int width, int height, std::uint8_t grey) {
    return {width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, grey)};
}

/// Precondition: it lies within.
void paste(Picture& target, const Picture& source, int left, int top) {
    const auto bytes = static_cast<std::ptrdiff_t>(source.width) * 3;
    for (int y = 0; y < source.height; ++y)
        std::copy_n(source.rgb.begin() + y * bytes, bytes,
                    target.rgb.begin() + (static_cast<std::ptrdiff_t>(top + y) * target.width + left) * 3);
}

Picture part(const Picture& picture, int left, int top, int width, int height) {
    Picture middle = blank(width, height, 0);
    const auto bytes = static_cast<std::ptrdiff_t>(width) * 3;
    for (int y = 0; y < height; ++y)
        std::copy_n(picture.rgb.begin() + (static_cast<std::ptrdiff_t>(top + y) * picture.width + left) * 3, bytes,
                    middle.rgb.begin() + y * bytes);
    return middle;
}

Picture enlarged(const Picture& picture, int factor) {
    Picture large = blank(picture.width * factor, picture.height * factor, 0);
    auto target = large.rgb.begin();
    for (int y = 0; y < large.height; ++y)
        for (int x = 0; x < large.width; ++x) {
            const std::ptrdiff_t from = (static_cast<std::ptrdiff_t>(y / factor) * picture.width + x / factor) * 3;
            target = std::copy_n(picture.rgb.begin() + from, 3, target);
        }
    return large;
}

std::string fitting(std::string text, int room, const PictureWriter& writer) {
    if (writer.width(text, letterHeight) <= room) return text;
    while (!text.empty() && writer.width(text + "...", letterHeight) > room) text.pop_back();
    return text + "...";
}

} // namespace

Picture tilePicture(const Picture& picture, int width, int height) {
    const int factor = std::min(width / picture.width, height / picture.height);
    if (factor >= 2) return enlarged(picture, factor);
    if (factor == 1) return picture;
    // Cut before it is resized: a strip of one pixel would grow without bound.
    const auto share = [](std::int64_t length, int target, int other) {
        return static_cast<int>(std::max<std::int64_t>(1, length * target / other));
    };
    const int wide = std::min(picture.width, share(picture.height, width, height));
    const int high = std::min(picture.height, share(picture.width, height, width));
    return resized(part(picture, (picture.width - wide) / 2, (picture.height - high) / 2, wide, high), width, height);
}

Picture contactSheet(const std::string& title, std::span<const SheetTile> tiles, const SheetLayout& layout, const PictureWriter& writer) {
    const int columns = std::max(1, layout.columns);
    const int rows = (static_cast<int>(tiles.size()) + columns - 1) / columns;
    const int step = layout.tileHeight + layout.linesPerTile * lineStep + gap;
    Picture sheet = blank(gap + columns * (layout.tileWidth + gap), titleRoom + rows * step + gap, 255);
    writer.write(sheet, gap, titleRoom - gap, letterHeight, ink, fitting(title, sheet.width - 2 * gap, writer));
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        const int left = gap + static_cast<int>(i) % columns * (layout.tileWidth + gap);
        const int top = titleRoom + static_cast<int>(i) / columns * step;
        paste(sheet, blank(layout.tileWidth, layout.tileHeight, 236), left, top);
        if (tiles[i].picture.width > 0) {
            const Picture shown = tilePicture(tiles[i].picture, layout.tileWidth, layout.tileHeight);
            paste(sheet, shown, left + (layout.tileWidth - shown.width) / 2, top + (layout.tileHeight - shown.height) / 2);
        }
        int base = top + layout.tileHeight;
        for (const SheetTile::Line& line : tiles[i].lines)
            writer.write(sheet, left, base += lineStep, letterHeight, line.colour, fitting(line.text, layout.tileWidth, writer));
    }
    return sheet;
}

} // namespace epochlab::core
