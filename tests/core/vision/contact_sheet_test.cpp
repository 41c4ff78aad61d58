#include "vision/contact_sheet.h"

#include "core/vision/samples.h"

extern "C" epochlab::core::PictureWriter* epochlab_make_picture_writer();

namespace epochlab::core {
namespace {

const PictureWriter& writer() {
    static const std::unique_ptr<PictureWriter> writer(epochlab_make_picture_writer());
    return *writer;
}

Picture plain(int width, int height, std::uint8_t value) {
    return {width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, value)};
}

PixelColour at(const Picture& picture, int x, int y) {
    const std::size_t place = (static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) + static_cast<std::size_t>(x)) * 3;
    return {picture.rgb[place], picture.rgb[place + 1], picture.rgb[place + 2]};
}

TEST(PictureWriter, AnotherProgramReadsItsPngAsItWas) {
    const Picture picture = readPpm(golden("view-32-24.ppm"));
    const Result<std::string> png = writer().png(picture);
    ASSERT_TRUE(png.ok()) << describe(png.error());
    const Result<Picture> read = decoder().decode(bytesOf(*png), defaultMaximumPixels);
    ASSERT_TRUE(read.ok()) << describe(read.error());
    EXPECT_EQ(*read, picture);
}

TEST(PictureWriter, WritesWithinThePicture) {
    Picture picture = plain(40, 20, 255);
    writer().write(picture, -5, 15, 10, {0, 0, 0}, "Turku ö \x01 and much more than there is room for");
    EXPECT_NE(picture, plain(40, 20, 255));
    EXPECT_EQ(picture.rgb.size(), 40U * 20U * 3U);
    EXPECT_GT(writer().width("wide", 10), writer().width("i", 10));
    EXPECT_EQ(writer().width("ö", 10), writer().width("?", 10));
}

TEST(ContactSheet, TilesFillOrAreEnlargedByWholePixels) {
    struct Row {
        int width, height;
        int shownWidth, shownHeight;
    };
    for (const Row& row : {Row{28, 28, 140, 140}, Row{200, 152, 200, 152}, Row{150, 100, 150, 100}, Row{1000, 40, 200, 152},
                           Row{640, 480, 200, 152}, Row{1, 5000, 200, 152}, Row{5000, 1, 200, 152}, Row{1, 1, 152, 152}}) {
        const Picture shown = tilePicture(plain(row.width, row.height, 7), 200, 152);
        EXPECT_EQ(shown, plain(row.shownWidth, row.shownHeight, 7)) << row.width << " × " << row.height;
    }
    Picture halves = plain(2, 1, 0);
    halves.rgb[3] = 200;
    const Picture large = tilePicture(halves, 6, 6);
    EXPECT_EQ(at(large, 2, 2), (PixelColour{0, 0, 0}));
    EXPECT_EQ(at(large, 3, 0), (PixelColour{200, 0, 0}));
}

TEST(ContactSheet, HasTheTilesInTheirOrder) {
    std::vector<SheetTile> tiles;
    for (const std::uint8_t grey : {10, 20, 30, 40, 50})
        tiles.push_back({plain(300, 300, grey), {{"a name that is far too long for a tile", {}}}});
    tiles[4].picture = {}; // could not be read
    const SheetLayout layout{.columns = 2, .tileWidth = 60, .tileHeight = 40, .linesPerTile = 1};
    const Picture sheet = contactSheet("title", tiles, layout, writer());
    std::vector<std::uint8_t> greys;
    for (int y = 0; y < sheet.height; ++y)
        for (const int x : {15, 90}) {
            const std::uint8_t grey = at(sheet, x, y)[0];
            const bool known = std::ranges::find(greys, grey) != greys.end();
            if (grey >= 10 && grey <= 50 && grey % 10 == 0 && at(sheet, x + 1, y) == at(sheet, x, y) && !known) greys.push_back(grey);
        }
    EXPECT_EQ(greys, (std::vector<std::uint8_t>{10, 20, 30, 40}));
}

} // namespace
} // namespace epochlab::core
