#include "vision/picture_cache.h"

#include "base/parallel.h"

#include <gtest/gtest.h>

namespace epochlab::core {
namespace {

constexpr int side = 32;
constexpr std::size_t pictureBytes = side * side * 3;

PictureFile file(std::int64_t number) { return {"folder/" + std::to_string(number) + ".png", 100, 7, 0}; }

PicturePointer picture(std::int64_t number) {
    return std::make_shared<const Picture>(Picture{side, side, std::vector<std::uint8_t>(pictureBytes, static_cast<std::uint8_t>(number))});
}

TEST(PictureCache, FindsWhatItKeepsByPathSizeTimeNumberAndShelf) {
    PictureCache cache(1'000'000);
    const PictureFile key{"a.png", 100, 7, 0};
    cache.keep(1, key, picture(5));
    ASSERT_NE(cache.find(1, key), nullptr);
    EXPECT_EQ(cache.find(1, key)->rgb[0], 5);
    const std::vector<PictureFile> others{{"b.png", 100, 7, 0}, {"a.png", 101, 7, 0}, {"a.png", 100, 8, 0}, {"a.png", 100, 7, 1}};
    for (const PictureFile& other : others) EXPECT_EQ(cache.find(1, other), nullptr) << other.path;
    EXPECT_EQ(cache.find(2, key), nullptr);
    EXPECT_EQ(cache.facts().found, 2U);
    EXPECT_EQ(cache.facts().missed, 5U);
    cache.clear();
    EXPECT_EQ(cache.find(1, key), nullptr);
    EXPECT_EQ(cache.facts().bytes, 0U);
}

TEST(PictureCache, StaysWithinItsBudgetAndKeepsWhatItHas) {
    const std::size_t budget = 10 * (pictureBytes + 400);
    PictureCache cache(budget);
    for (std::int64_t i = 0; i < 50; ++i) {
        cache.keep(1, file(i), picture(i));
        EXPECT_LE(cache.facts().bytes, budget);
    }
    const std::size_t kept = cache.facts().pictures;
    EXPECT_GE(kept, 9U);
    EXPECT_LE(kept, 11U);
    EXPECT_EQ(cache.facts().turnedAway, 50 - kept);
    EXPECT_NE(cache.find(1, file(0)), nullptr) << "an epoch that does not fit finds the same part each time";
    EXPECT_EQ(cache.find(1, file(49)), nullptr);
    cache.keep(1, file(0), picture(0)); // again
    EXPECT_EQ(cache.facts().pictures, kept);
}

TEST(PictureCache, AnotherViewPushesOutTheOneUsedLongestAgo) {
    PictureCache cache(10 * (pictureBytes + 400));
    for (std::int64_t i = 0; i < 4; ++i) cache.keep(1, file(i), picture(i));
    for (std::int64_t i = 0; i < 4; ++i) cache.keep(2, file(i), picture(i));
    EXPECT_NE(cache.find(1, file(0)), nullptr); // 2 is now the older one
    for (std::int64_t i = 0; i < 4; ++i) cache.keep(3, file(i), picture(i));
    EXPECT_NE(cache.find(1, file(3)), nullptr);
    EXPECT_EQ(cache.find(2, file(0)), nullptr);
    EXPECT_NE(cache.find(3, file(3)), nullptr);
}

TEST(PictureCache, ManyThreadsAtOnce) {
    PictureCache cache(20 * (pictureBytes + 400));
    const bool whole = forEachInParallel(4000, 4, [&](std::int64_t i) {
        const std::int64_t number = i % 40;
        if (const PicturePointer found = cache.find(i % 3, file(number))) return found->rgb[0] == static_cast<std::uint8_t>(number);
        cache.keep(i % 3, file(number), picture(number));
        return true;
    });
    EXPECT_TRUE(whole);
    EXPECT_LE(cache.facts().bytes, cache.facts().budget);
}

} // namespace
} // namespace epochlab::core
