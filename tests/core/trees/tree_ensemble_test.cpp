#include "trees/tree_ensemble.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace epochlab::core {
namespace {

using testing::HasSubstr;

/// x < 1 ? (y < 2 ? 10 : 20) : 30
const FlatTree smallTree{0, {0, 1, -1, -1, -1}, {1.0F, 2.0F, 30.0F, 10.0F, 20.0F}};

struct WalkRow {
    float x, y, leaf;
};

constexpr float below = 0.99999994F; // the float before 1
constexpr WalkRow walkRows[]{{0.0F, 0.0F, 10.0F},
                             {0.0F, 2.0F, 20.0F},
                             {1.0F, 0.0F, 30.0F},
                             {below, 1.9999999F, 10.0F},
                             {below, 2.0F, 20.0F},
                             {std::numeric_limits<float>::max(), 0.0F, 30.0F},
                             {std::numeric_limits<float>::lowest(), 9.0F, 20.0F}};

TEST(TreeEnsemble, WalksToTheLeafOfARow) {
    TreeEnsemble trees(2, 1, 0.5F);
    ASSERT_TRUE(trees.append(smallTree).ok());
    for (const WalkRow& row : walkRows) {
        std::vector<float> margin = trees.firstMargins(1);
        trees.addMargins(std::vector<float>{row.x, row.y}, margin, 0);
        EXPECT_EQ(margin[0], 0.5F + row.leaf) << row.x << ", " << row.y;
    }
}

TEST(TreeEnsemble, AddsTreesToTheirGroupsInOrder) {
    TreeEnsemble trees(2, 3, 0.0F);
    for (std::int32_t group : {0, 2, 2}) ASSERT_TRUE(trees.append({group, {-1}, {static_cast<float>(group) + 1.0F}}).ok());
    std::vector<float> margins = trees.firstMargins(2);
    const std::vector<float> rows(4, 0.0F);
    trees.addMargins(rows, margins, 0);
    EXPECT_EQ(margins, (std::vector<float>{1, 0, 6, 1, 0, 6}));
    trees.addMargins(rows, margins, 2); // the last tree alone
    EXPECT_EQ(margins, (std::vector<float>{1, 0, 9, 1, 0, 9}));
}

TEST(TreeEnsemble, ThreadsAndBlocksChangeNoBit) {
    TreeEnsemble trees(2, 1, 0.1F);
    for (int i = 0; i < 9; ++i) {
        FlatTree tree = smallTree;
        for (float& value : tree.values) value *= 0.1F * static_cast<float>(i + 1);
        ASSERT_TRUE(trees.append(tree).ok());
    }
    constexpr std::int64_t count = 5003;
    std::vector<float> rows;
    for (std::int64_t i = 0; i < 2 * count; ++i) rows.push_back(static_cast<float>(i % 97) / 30.0F);
    std::vector<float> single;
    for (std::int64_t i = 0; i < count; ++i) {
        std::vector<float> margin = trees.firstMargins(1);
        trees.addMargins(std::span(rows).subspan(static_cast<std::size_t>(2 * i), 2), margin, 0);
        single.push_back(margin[0]);
    }
    for (const int threads : {1, 2, 3, 64}) {
        std::vector<float> margins = trees.firstMargins(count);
        trees.addMargins(rows, margins, 0, threads);
        EXPECT_EQ(margins, single) << threads;
    }
}

TEST(TreeEnsemble, GivesBackItsTrees) {
    TreeEnsemble trees(2, 2, 0.0F);
    const FlatTree leaf{1, {-1}, {4.0F}};
    ASSERT_TRUE(trees.append(smallTree).ok());
    ASSERT_TRUE(trees.append(leaf).ok());
    ASSERT_EQ(trees.treeCount(), 2U);
    EXPECT_EQ(trees.nodeCount(), 6U);
    for (const auto& [index, expected] : {std::pair<std::size_t, FlatTree>{0, smallTree}, {1, leaf}}) {
        EXPECT_EQ(trees.tree(index).group, expected.group);
        EXPECT_EQ(trees.tree(index).features, expected.features);
        EXPECT_EQ(trees.tree(index).values, expected.values);
    }
}

/// As deep as that: of each pair of children the first goes on.
FlatTree chain(std::int32_t levels) {
    FlatTree tree{0, {0}, {1.0F}};
    for (std::int32_t level = 1; level < levels; ++level) {
        tree.features.insert(tree.features.end(), {0, -1});
        tree.values.insert(tree.values.end(), {1.0F, 0.0F});
    }
    tree.features.insert(tree.features.end(), {-1, -1});
    tree.values.insert(tree.values.end(), {0.0F, 0.0F});
    return tree;
}

struct BrokenRow {
    const char* rule;
    FlatTree tree;
};

const BrokenRow brokenRows[]{{"no nodes", {0, {}, {}}},
                             {"not as many features as values", {0, {-1}, {1.0F, 2.0F}}},
                             {"a class that there is not", {1, {-1}, {1.0F}}},
                             {"a class that there is not", {-1, {-1}, {1.0F}}},
                             {"a feature that there is not", {0, {2, -1, -1}, {0, 0, 0}}},
                             {"a feature that there is not", {0, {-2}, {0}}},
                             {"nobody's child", {0, {-1, -1}, {0, 0}}},
                             {"nobody's child", {0, {0, -1, -1, -1}, {0, 0, 0, 0}}},
                             {"no children", {0, {0}, {0}}},
                             {"no children", {0, {0, 0, -1}, {0, 0, 0}}},
                             {"not finite", {0, {-1}, {INFINITY}}},
                             {"not finite", {0, {0, -1, -1}, {NAN, 0, 0}}},
                             {"a leaf is out of range", {0, {-1}, {-2e30F}}},
                             {"deeper than 1024 levels", chain(1100)}};

TEST(TreeEnsemble, RefusesUnsoundTreesByRule) {
    TreeEnsemble trees(2, 1, 0.0F);
    for (const BrokenRow& row : brokenRows) {
        const Result<void> added = trees.append(row.tree);
        ASSERT_FALSE(added.ok()) << row.rule;
        EXPECT_EQ(added.error().code, ErrorCode::UntrustedFile) << row.rule;
        EXPECT_THAT(added.error().what, HasSubstr(row.rule));
    }
    EXPECT_EQ(trees.treeCount(), 0U);
    EXPECT_TRUE(trees.append(chain(1000)).ok());
}

} // namespace
} // namespace epochlab::core
