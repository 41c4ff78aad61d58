#include "core/data/data_fixture.h"
#include "data/csv_dataset.h"

namespace epochlab::core {
namespace {

/// 100 rows of class 0, 20 of class 1, 10 of class 2, 1 of class 3.
std::vector<std::int32_t> unbalanced() {
    std::vector<std::int32_t> labels(100, 0);
    labels.insert(labels.end(), 20, 1);
    labels.insert(labels.end(), 10, 2);
    labels.push_back(3);
    return labels;
}

TEST(CsvSplit, StratifiedSharesHoldInEachClass) {
    std::vector<std::string> notes;
    const auto labels = unbalanced();
    const auto splits = splitRows(labels, 4, {.trainShare = 0.8}, notes);
    ASSERT_TRUE(splits.ok());
    const std::array<std::array<std::int64_t, 4>, 3> expected{{{80, 16, 8, 1}, {10, 2, 1, 0}, {10, 2, 1, 0}}};
    std::size_t rows = 0;
    for (std::size_t split = 0; split < 3; ++split) {
        std::array<std::int64_t, 4> counts{};
        for (const std::int32_t row : (*splits)[split]) ++counts[static_cast<std::size_t>(labels[static_cast<std::size_t>(row)])];
        EXPECT_EQ(counts, expected[split]);
        rows += (*splits)[split].size();
    }
    EXPECT_EQ(rows, labels.size());
    EXPECT_EQ(notes, (std::vector<std::string>{"1 class has fewer than 3 rows, which are in training only"}));
}

TEST(CsvSplit, TheSeedDecides) {
    std::vector<std::string> notes;
    const auto split = [&](std::uint64_t seed) { return splitRows(unbalanced(), 4, {.seed = seed}, notes).value(); };
    EXPECT_EQ(split(1), split(1));
    EXPECT_NE(split(1), split(2));
}

TEST(CsvSplit, EveryClassHasATrainingRowAndNoSplitIsEmpty) {
    for (const double share : {0.1, 0.5, 0.98})
        for (std::int32_t classes = 2; classes < 6; ++classes) {
            std::vector<std::int32_t> labels;
            for (std::int32_t i = 0; i < classes * 3; ++i) labels.push_back(i % classes);
            std::vector<std::string> notes;
            const auto splits = splitRows(labels, static_cast<std::size_t>(classes), {.trainShare = share}, notes);
            std::vector<int> seen(static_cast<std::size_t>(classes));
            for (const std::int32_t row : (*splits)[0]) ++seen[static_cast<std::size_t>(labels[static_cast<std::size_t>(row)])];
            for (const int count : seen) EXPECT_GE(count, 1) << share << " " << classes;
            EXPECT_FALSE((*splits)[1].empty());
            EXPECT_FALSE((*splits)[2].empty());
            EXPECT_EQ((*splits)[0].size() + (*splits)[1].size() + (*splits)[2].size(), labels.size());
        }
}

} // namespace
} // namespace epochlab::core
