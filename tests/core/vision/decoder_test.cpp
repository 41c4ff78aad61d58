#include "core/vision/samples.h"

namespace epochlab::core {
namespace {

std::string_view colourName(PictureColour colour) {
    switch (colour) {
    case PictureColour::Grey: return "grey";
    case PictureColour::Colour: return "colour";
    case PictureColour::Palette: return "palette";
    case PictureColour::Cmyk: return "cmyk";
    }
    return "";
}

TEST(PictureDecoder, MakesThePixelsThatPillowMakes) {
    ASSERT_GE(goldenTable()["samples"].size(), 60U);
    for (const auto& sample : goldenTable()["samples"]) {
        const std::string name = sample["file"];
        const std::string file = golden(name);
        const Result<Picture> picture = decoder().decode(bytesOf(file), defaultMaximumPixels);
        ASSERT_TRUE(picture.ok()) << name << ": " << describe(picture.error());
        EXPECT_LE(difference(*picture, readPpm(golden(sample["expected"]))), 1) << name;
        EXPECT_TRUE(decoder().check(bytesOf(file), defaultMaximumPixels).ok()) << name;
    }
}

TEST(PictureHeader, SaysWhatTheFileHolds) {
    for (const auto& sample : goldenTable()["samples"]) {
        const std::string name = sample["file"];
        const Result<PictureHeader> header = readPictureHeader(bytesOf(golden(name)));
        ASSERT_TRUE(header.ok()) << name << ": " << describe(header.error());
        EXPECT_EQ(colourName(header->colour), sample["colour"].get<std::string>()) << name;
        EXPECT_EQ(header->bits, sample["bits"].get<int>()) << name;
        EXPECT_EQ(header->alpha, sample["alpha"].get<bool>()) << name;
        EXPECT_EQ(header->orientation, sample["orientation"].get<int>()) << name;
        EXPECT_TRUE(isExtensionOf(header->format, name.substr(name.rfind('.')))) << name;
        const Picture expected = readPpm(golden(sample["expected"]));
        const bool lying = header->orientation > 4;
        EXPECT_EQ(lying ? header->height : header->width, expected.width) << name;
        EXPECT_EQ(lying ? header->width : header->height, expected.height) << name;
    }
}

TEST(PictureHeader, KnowsExtensionsInAnyCase) {
    for (const char* extension : {".jpg", ".JPEG", ".Png", ".bmp", ".ppm", ".pgm", ".tif", ".TIFF", ".webp"})
        EXPECT_TRUE(isPictureExtension(extension)) << extension;
    for (const char* extension : {"", ".", "jpg", ".jp", ".jpgx", ".gif", ".txt", ".csv"})
        EXPECT_FALSE(isPictureExtension(extension)) << extension;
    EXPECT_FALSE(isExtensionOf(PictureFormat::Png, ".jpg"));
}

} // namespace
} // namespace epochlab::core
