#pragma once

#include "vision/picture_writer.h"

#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// As a tile of at most width × height pixels shows it: a picture that is larger fills the tile, its middle is kept; one that fits in is
/// enlarged by whole pixels, so that what is there stays to be seen.
Picture tilePicture(const Picture& picture, int width, int height);

/// A picture and what is written below it. A picture without pixels: its place stays empty.
struct SheetTile {
    struct Line {
        std::string text;
        PixelColour colour{};
    };
    Picture picture{};
    std::vector<Line> lines{};
};

struct SheetLayout {
    int columns = 6;
    int tileWidth = 200;
    int tileHeight = 152;
    int linesPerTile = 4;
};

/// The tiles row by row on white, below a title. Texts that are too long end in "...".
Picture contactSheet(const std::string& title, std::span<const SheetTile> tiles, const SheetLayout& layout, const PictureWriter& writer);

} // namespace epochlab::core
