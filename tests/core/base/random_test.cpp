#include "base/random.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <numeric>

namespace epochlab::core {
namespace {

// With purpose 0 (no purpose of the product) and all else 0, counter and key are 0: the known answer of Random123's kat_vectors.
TEST(RandomStream, isPhilox4x32With10Rounds) {
    RandomStream stream({.seed = 0, .purpose = RandomPurpose{0}});
    EXPECT_EQ(stream.nextUint32(), 0x6627e8d5u);
    EXPECT_EQ(stream.nextUint32(), 0xe169c58du);
    EXPECT_EQ(stream.nextUint32(), 0xbc57ac4cu);
    EXPECT_EQ(stream.nextUint32(), 0x9b00dbd8u);
}

std::vector<std::uint32_t> drawn(RandomKey key) {
    RandomStream stream(key);
    std::vector<std::uint32_t> numbers(16);
    std::generate(numbers.begin(), numbers.end(), [&stream] { return stream.nextUint32(); });
    return numbers;
}

TEST(RandomStream, aKeyAlwaysGivesTheSameNumbersAndAnotherKeyOthers) {
    const RandomKey key{.seed = 7, .purpose = RandomPurpose::Shuffle, .epoch = 2, .step = 3, .layer = 4};
    EXPECT_EQ(drawn(key), drawn(key));
    for (RandomKey other :
         {RandomKey{.seed = 8, .purpose = RandomPurpose::Shuffle, .epoch = 2, .step = 3, .layer = 4},
          RandomKey{.seed = 7, .purpose = RandomPurpose::Dropout, .epoch = 2, .step = 3, .layer = 4},
          RandomKey{.seed = 7, .purpose = RandomPurpose::Shuffle, .epoch = 1, .step = 3, .layer = 4},
          RandomKey{.seed = 7, .purpose = RandomPurpose::Shuffle, .epoch = 2, .step = 4, .layer = 4},
          RandomKey{.seed = 7, .purpose = RandomPurpose::Shuffle, .epoch = 2, .step = 3, .layer = 5},
          RandomKey{.seed = 7 + (std::uint64_t{1} << 32), .purpose = RandomPurpose::Shuffle, .epoch = 2, .step = 3, .layer = 4}})
        EXPECT_NE(drawn(key), drawn(other));
}

TEST(RandomStream, uniformNumbersStayBelowOneAndHaveTheRightMoments) {
    RandomStream stream({.seed = 1});
    double sum = 0.0;
    double squares = 0.0;
    constexpr int count = 100000;
    for (int i = 0; i < count; ++i) {
        const double value = stream.uniform();
        ASSERT_GE(value, 0.0);
        ASSERT_LT(value, 1.0);
        ASSERT_LT(stream.uniformFloat(), 1.0f);
        sum += value;
        squares += value * value;
    }
    EXPECT_NEAR(sum / count, 0.5, 0.005);
    EXPECT_NEAR(squares / count, 1.0 / 3.0, 0.005);
}

TEST(RandomStream, normalNumbersHaveMeanZeroAndVarianceOne) {
    RandomStream stream({.seed = 2});
    double sum = 0.0;
    double squares = 0.0;
    constexpr int count = 100000;
    for (int i = 0; i < count; ++i) {
        const double value = stream.normal();
        sum += value;
        squares += value * value;
    }
    EXPECT_NEAR(sum / count, 0.0, 0.015);
    EXPECT_NEAR(squares / count, 1.0, 0.02);
}

TEST(RandomStream, belowReachesEachNumberAboutAsOften) {
    RandomStream stream({.seed = 3});
    std::array<int, 7> counts{};
    for (int i = 0; i < 70000; ++i) ++counts.at(stream.below(7));
    for (const int count : counts) EXPECT_NEAR(count, 10000, 400);
    EXPECT_EQ(stream.below(1), 0u);
}

TEST(Permutation, holdsEachNumberOnceInAnotherOrderEachEpoch) {
    std::vector<std::int32_t> sorted(1000);
    std::iota(sorted.begin(), sorted.end(), 0);
    const auto first = permutation({.seed = 1, .purpose = RandomPurpose::Shuffle, .epoch = 1}, 1000);
    EXPECT_THAT(first, testing::UnorderedElementsAreArray(sorted));
    EXPECT_NE(first, sorted);
    EXPECT_NE(first, permutation({.seed = 1, .purpose = RandomPurpose::Shuffle, .epoch = 2}, 1000));
    EXPECT_TRUE(permutation({}, 0).empty());
}

} // namespace
} // namespace epochlab::core
