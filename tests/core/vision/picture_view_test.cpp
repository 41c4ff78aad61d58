#include "core/vision/samples.h"

#include "vision/orientation.h"
#include "vision/picture_stages.h"
#include "vision/picture_view.h"
#include "vision/resize.h"

#include <algorithm>
#include <cstring>

namespace epochlab::core {
namespace {

std::vector<float> floatsOf(const std::string& bytes) {
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
}

Picture ramp(int width, int height) {
    Picture picture{width, height, {}};
    for (int i = 0; i < width * height * 3; ++i) picture.rgb.push_back(static_cast<std::uint8_t>(i * 7 + i / 31));
    return picture;
}

Picture viewPicture() { return decoder().decode(bytesOf(golden("view.png")), defaultMaximumPixels).value(); }

TEST(PictureView, ShapesAsTorchvisionDoes) {
    ASSERT_GE(goldenTable()["views"].size(), 7U);
    for (const auto& row : goldenTable()["views"]) {
        const PictureView view({.resize = row["resize"], .crop = row["crop"]});
        const std::string name = row["expected"];
        EXPECT_EQ(difference(view.shaped(viewPicture()), readPpm(golden(name))), 0) << name;
    }
}

TEST(PictureView, NormalisesAsTorchvisionDoesBitForBit) {
    const auto& row = goldenTable()["views"][0];
    PictureViewOptions options{.resize = row["resize"], .crop = row["crop"]};
    const PictureView colour(options);
    const Picture shaped = colour.shaped(viewPicture());
    std::vector<float> values(colour.values());
    colour.normalise(shaped, false, values);
    EXPECT_EQ(values, floatsOf(golden(row["values"])));
    options.colour = false;
    options.norm = unitNorm;
    const PictureView grey(options);
    std::vector<float> one(grey.values());
    grey.normalise(shaped, false, one);
    EXPECT_EQ(one.size() * 3, values.size());
    EXPECT_EQ(one, floatsOf(golden(row["grey"])));
}

TEST(PictureView, MirrorsTheSameWayInNumbersAndPictures) {
    const PictureView view({.resize = 5, .crop = 5, .norm = unitNorm});
    const Picture shaped = ramp(5, 5);
    std::vector<float> direct(view.values());
    std::vector<float> through(view.values());
    view.normalise(shaped, true, direct);
    view.normalise(mirrored(shaped), false, through);
    EXPECT_EQ(direct, through);
    EXPECT_EQ(view.seen(shaped, true), mirrored(shaped));
    view.normalise(shaped, false, through);
    EXPECT_NE(direct, through);
}

TEST(PictureView, ShowsGreyWhereTheNetworkSeesGrey) {
    const PictureView view({.resize = 4, .crop = 4, .colour = false, .norm = unitNorm});
    const Picture shaped = ramp(4, 4);
    std::vector<float> values(view.values());
    view.normalise(shaped, false, values);
    const Picture seen = view.seen(shaped, false);
    for (std::size_t i = 0; i < values.size(); ++i)
        for (std::size_t channel = 0; channel < 3; ++channel) EXPECT_EQ(static_cast<float>(seen.rgb[3 * i + channel]) / 255.0F, values[i]);
}

TEST(PictureView, MirrorsHalfOfThePicturesTheSameForTheSameSeed) {
    const PictureView view({.mirror = true});
    int mirroredOnes = 0;
    int changed = 0;
    for (std::uint32_t row = 0; row < 2000; ++row) {
        mirroredOnes += view.mirrors(3, 1, row) ? 1 : 0;
        changed += view.mirrors(3, 1, row) != view.mirrors(3, 2, row) ? 1 : 0;
        EXPECT_EQ(view.mirrors(3, 1, row), view.mirrors(3, 1, row));
        EXPECT_FALSE(PictureView({.mirror = false}).mirrors(3, 1, row));
    }
    EXPECT_NEAR(mirroredOnes, 1000, 150);
    EXPECT_NEAR(changed, 1000, 150);
}

TEST(PictureView, ItsTextReadsBack) {
    const std::vector<PictureViewOptions> table{{},
                                                {.resize = 28, .crop = 28, .colour = false, .norm = unitNorm},
                                                {.resize = 256, .crop = 224, .mirror = true, .norm = centredNorm},
                                                {.norm = {{0.1F, 1.0F / 3.0F, 0.0F}, {1e-3F, 1.0F, 7.5F}}}};
    for (const PictureViewOptions& options : table) {
        const Result<PictureView> read = readPictureView(PictureView(options).text());
        ASSERT_TRUE(read.ok()) << describe(read.error());
        EXPECT_EQ(read->options(), options);
    }
    for (const char* text : {"", "resize=224", "resize=0 crop=224 colour=1 mirror=0 mean=0,0,0 deviation=1,1,1",
                             "resize=224 crop=224 colour=2 mirror=0 mean=0,0,0 deviation=1,1,1",
                             "resize=224 crop=224 colour=1 mirror=0 mean=0,0 deviation=1,1,1",
                             "resize=224 crop=224 colour=1 mirror=0 mean=0,0,0 deviation=1,0,1",
                             "resize=99999 crop=224 colour=1 mirror=0 mean=0,0,0 deviation=1,1,1",
                             "resize=2x crop=224 colour=1 mirror=0 mean=0,0,0 deviation=1,1,1"}) {
        const Result<PictureView> read = readPictureView(text);
        ASSERT_FALSE(read.ok()) << text;
        EXPECT_EQ(read.error().code, ErrorCode::ConfigSyntax);
    }
}

TEST(PictureStages, ShowWhatTrainingGets) {
    const PictureView view({.resize = 8, .crop = 6, .norm = centredNorm});
    const PictureStages stages = stagesOf(view, ramp(20, 12), true);
    EXPECT_EQ(stages.resized.width, 13);
    EXPECT_EQ(stages.resized.height, 8);
    EXPECT_EQ(stages.cropped, view.shaped(ramp(20, 12)));
    EXPECT_EQ(stages.seen, mirrored(stages.cropped));
    std::vector<float> values(view.values());
    view.normalise(stages.cropped, true, values);
    EXPECT_EQ(stages.smallest, *std::ranges::min_element(values));
    EXPECT_EQ(stages.largest, *std::ranges::max_element(values));
    for (const std::size_t pixel : {0U, 7U, 35U})
        for (std::size_t channel = 0; channel < 3; ++channel)
            EXPECT_NEAR(stages.normalised.rgb[pixel * 3 + channel], (values[channel * 36 + pixel] / 2.7 + 1.0) * 127.5, 0.51);
}

TEST(PictureStages, OneChannelIsShownGrey) {
    const PictureStages stages = stagesOf(PictureView({.resize = 6, .crop = 6, .colour = false}), ramp(6, 6), false);
    for (const Picture* picture : {&stages.seen, &stages.normalised})
        for (std::size_t i = 0; i < picture->rgb.size(); i += 3)
            EXPECT_TRUE(picture->rgb[i] == picture->rgb[i + 1] && picture->rgb[i] == picture->rgb[i + 2]);
}

TEST(PictureView, OnlyItsShapeMakesTheKey) {
    const PictureView view({.resize = 32, .crop = 24});
    EXPECT_EQ(view.shapeKey(), PictureView({.resize = 32, .crop = 24, .colour = false, .mirror = true, .norm = unitNorm}).shapeKey());
    EXPECT_NE(view.shapeKey(), PictureView({.resize = 24, .crop = 32}).shapeKey());
    EXPECT_NE(view.shapeKey(), PictureView({.resize = 32, .crop = 32}).shapeKey());
}

TEST(Resize, ThinAndTinyPictures) {
    for (const auto& [width, height] : {std::pair(1, 1), std::pair(1, 500), std::pair(500, 1), std::pair(3, 2)}) {
        const Picture shaped = PictureView({.resize = 16, .crop = 16}).shaped(ramp(width, height));
        EXPECT_EQ(shaped.width, 16);
        EXPECT_EQ(shaped.height, 16);
        EXPECT_EQ(shaped.rgb.size(), 16U * 16U * 3U);
    }
    const Picture plain{9, 7, std::vector<std::uint8_t>(9 * 7 * 3, 200)};
    EXPECT_EQ(resized(plain, 4, 5).rgb, std::vector<std::uint8_t>(4 * 5 * 3, 200)) << "a plain picture stays plain";
}

TEST(Orientation, TurningBackGivesThePicture) {
    const Picture picture = ramp(5, 3);
    const std::array<int, 9> inverse{0, 1, 2, 3, 4, 5, 8, 7, 6};
    for (int orientation = 1; orientation <= 8; ++orientation)
        EXPECT_EQ(upright(upright(picture, orientation), inverse[static_cast<std::size_t>(orientation)]), picture) << orientation;
    EXPECT_EQ(upright(picture, 0), picture);
    EXPECT_EQ(upright(picture, 9), picture);
    EXPECT_EQ(mirrored(picture), upright(picture, 2));
}

} // namespace
} // namespace epochlab::core
