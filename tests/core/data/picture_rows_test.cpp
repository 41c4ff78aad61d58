#include "core/data/picture_fixture.h"
#include "data/picture_rows.h"
#include "data/picture_table.h"
#include "data/picture_views.h"

namespace epochlab::core {
namespace {

using PictureRowsTest = PictureDataTest;

constexpr std::size_t plenty = 10'000'000;

TEST_F(PictureRowsTest, GivesWhatTheViewMakesOfThePicture) {
    writeSplits("set", 3);
    const TableDataset dataset = pictures(path("set"));
    PictureCache cache(plenty);
    const PictureRows rows(dataset, PictureView({.resize = 6, .crop = 5}), cache);
    std::vector<float> expected(rows.view().values());
    std::vector<float> given(rows.view().values());
    rows.view().normalise(rows.view().shaped(readPpm(ppm(1001))), false, expected);
    for (int time = 0; time < 2; ++time) { // made, then found
        ASSERT_TRUE(rows.values(Split::Training, 4, false, given).ok());
        EXPECT_EQ(given, expected);
    }
    EXPECT_EQ(cache.facts().found, 1U);
    EXPECT_EQ(cache.facts().pictures, 1U);
}

TEST_F(PictureRowsTest, ABatchIsItsRowsWhateverTheThreads) {
    writeSplits("set", 8);
    const TableDataset dataset = pictures(path("set"));
    const std::vector<std::int32_t> order{5, 0, 15, 7, 7, 3};
    const std::vector<std::uint8_t> mirrored{0, 1, 0, 0, 1, 1};
    std::vector<std::vector<float>> all;
    for (const int threads : {1, 2, 4}) {
        PictureCache cache(plenty);
        const PictureRows rows(dataset, PictureView({.resize = 6, .crop = 5}), cache);
        const std::size_t size = rows.view().values();
        std::vector<float>& batch = all.emplace_back(order.size() * size);
        ASSERT_TRUE(rows.batch(Split::Training, order, mirrored, threads, batch).ok());
        for (std::size_t i = 0; i < order.size(); ++i) {
            std::vector<float> one(size);
            ASSERT_TRUE(rows.values(Split::Training, order[i], mirrored[i] != 0, one).ok());
            EXPECT_TRUE(std::ranges::equal(one, std::span(batch).subspan(i * size, size))) << i;
        }
    }
    EXPECT_EQ(all[0], all[1]);
    EXPECT_EQ(all[0], all[2]);
}

TEST_F(PictureRowsTest, WhatWasShapedIsReadNoMore) {
    writeSplits("set", 8);
    const TableDataset dataset = pictures(path("set"));
    PictureCache cache(plenty);
    const PictureRows rows(dataset, PictureView({.resize = 6, .crop = 5}), cache);
    ASSERT_TRUE(rows.shapedRows(Split::Training, 0, 16, 3).ok());
    EXPECT_EQ(cache.facts().pictures, 16U);
    std::filesystem::remove_all(path("set/train"));
    std::vector<float> values(rows.view().values());
    for (std::int64_t row = 0; row < 16; ++row) EXPECT_TRUE(rows.values(Split::Training, row, false, values).ok());
    const PictureRows other(dataset, PictureView({.resize = 7, .crop = 5}), cache);
    EXPECT_FALSE(other.values(Split::Training, 0, false, values).ok()) << "another view asks the file";
}

TEST_F(PictureRowsTest, AnErrorNamesTheFileAndEndsTheBatch) {
    writeSplits("set", 8);
    const TableDataset dataset = pictures(path("set"));
    PictureCache cache(plenty);
    const PictureRows rows(dataset, PictureView({.resize = 6, .crop = 5}), cache);
    write("set/train/b/3.ppm", "gone bad");
    std::vector<std::int32_t> order(16);
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int32_t>(i);
    std::vector<float> batch(order.size() * rows.view().values());
    const Result<void> read = rows.batch(Split::Training, order, {}, 2, batch);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().where, path("set/train/b/3.ppm"));
    EXPECT_FALSE(rows.shapedRows(Split::Training, 0, 16, 2).ok());
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(rows.shapedRows(Split::Validation, 0, 4, 2, stop.get_token()).error().code, ErrorCode::Stopped);
}

TEST_F(PictureRowsTest, ATableOfPixelsTellsHowFarItIsAndStops) {
    writeSplits("set", 8);
    const auto dataset = std::make_shared<const TableDataset>(pictures(path("set")));
    ParamSet config(mlpParams());
    std::vector<std::int64_t> told;
    std::stop_source stop;
    WorkWatch watch{stop.get_token(), [&](std::string_view, std::int64_t done, std::int64_t total) {
                        told.push_back(done);
                        if (done == total) stop.request_stop();
                    }};
    ASSERT_TRUE(tableOf(config, dataset, watch).ok());
    std::int64_t all = 0;
    for (const TableRows& rows : dataset->splits) all += rows.count;
    EXPECT_EQ(told.back(), all);
    EXPECT_EQ(tableOf(config, dataset, watch).error().code, ErrorCode::Stopped);
}

struct Wanted {
    std::string data;
    test::Fields fields;
    std::string view;
};

TEST_F(PictureRowsTest, TheViewFollowsModelAndData) {
    for (int i = 0; i < 6; ++i) {
        write("large/a/" + std::to_string(i) + ".ppm", ppm(i, 90, 70));
        write("large/b/" + std::to_string(i) + ".ppm", ppm(i + 50, 100, 70));
        write("small/a/" + std::to_string(i) + ".pgm", "P5\n12 10\n255\n" + std::string(120, static_cast<char>(i)));
        write("small/b/" + std::to_string(i) + ".pgm", "P5\n12 10\n255\n" + std::string(120, static_cast<char>(i + 50)));
    }
    const std::string imageNet = "mean 0.485 0.456 0.406, deviation 0.229 0.224 0.225";
    const std::vector<Wanted> table{
        {"large", {}, "shorter side to 64, middle 64 × 64, colour, " + imageNet},
        {"small", {}, "shorter side to 10, middle 10 × 10, grey, mean 0.449, deviation 0.226"},
        {"small", {{"picture-colour", "colour"}}, "shorter side to 10, middle 10 × 10, colour, " + imageNet},
        {"large", {{"picture-resize", "32"}}, "shorter side to 32, middle 32 × 32, colour, " + imageNet},
        {"large", {{"picture-resize", "32"}, {"picture-crop", "24"}}, "shorter side to 32, middle 24 × 24, colour, " + imageNet},
        {"large", {{"picture-norm", "unit"}, {"picture-colour", "grey"}}, "shorter side to 64, middle 64 × 64, grey, mean 0, deviation 1"},
        {"large",
         {{"model", "xgboost"}, {"picture-norm", "centred"}},
         "shorter side to 224, middle 64 × 64, colour, mean 0 0 0, deviation 1 1 1"},
        {"large",
         {{"model", "cnn"}, {"picture-mirror", "true"}, {"picture-norm", "centred"}},
         "shorter side to 64, middle 64 × 64, colour, mirrored at random in training, mean 0.5 0.5 0.5, deviation 0.5 0.5 0.5"}};
    for (const Wanted& row : table)
        EXPECT_EQ(pictureViewOf(paramsFor(path(row.data), row.fields), pictures(path(row.data))).describe(), row.view);
}

} // namespace
} // namespace epochlab::core
