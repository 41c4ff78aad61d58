#include "data/load.h"

#include <gtest/gtest.h>

namespace epochlab::core {
namespace {

TableDataset small() {
    TableDataset dataset;
    dataset.featureNames = {"x", "y"};
    dataset.classNames = {"a", "b"};
    dataset.splits[0] = {4, {0, 0, 1, 1, 2, 2, 3, 3}, {0, 1, 1, 1}, {}};
    dataset.splits[1] = {2, {0, 0, 9, 9}, {0, 1}, {}};
    dataset.splits[2] = {2, {9, 9, 8, 8}, {1, 0}, {}};
    return dataset;
}

TEST(DataCard, CountsClassesLevelsAndLeak) {
    const DataCard card = makeDataCard(small());
    EXPECT_EQ(card.rows, (std::array<std::int64_t, 3>{4, 2, 2}));
    EXPECT_EQ(card.classes[1].counts, (std::array<std::int64_t, 3>{3, 1, 1}));
    EXPECT_EQ(card.majorityClass, "b");
    EXPECT_DOUBLE_EQ(card.majority, 0.5);
    EXPECT_DOUBLE_EQ(card.chance, 0.5);
    EXPECT_EQ(card.leakingRows, 3); // (0,0) of validation in training; (9,9) in validation and in test
    EXPECT_DOUBLE_EQ(card.leakShare, 0.75);
}

TEST(Fingerprint, DependsOnFeaturesLabelsAndSplit) {
    const std::uint64_t original = fingerprintOf(small());
    TableDataset changed = small();
    EXPECT_EQ(fingerprintOf(changed), original);
    changed.splits[0].features[0] = 0.5F;
    EXPECT_NE(fingerprintOf(changed), original);
    changed = small();
    changed.splits[0].labels[0] = 1;
    EXPECT_NE(fingerprintOf(changed), original);
    changed = small();
    std::swap(changed.splits[1], changed.splits[2]);
    EXPECT_NE(fingerprintOf(changed), original);
}

} // namespace
} // namespace epochlab::core
