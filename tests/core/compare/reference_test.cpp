#include "compare/reading.h"
#include "compare/reference.h"
#include "core/compare/runs.h"

#include <cmath>
#include <gmock/gmock.h>

namespace epochlab::test {
namespace {

using core::Metric;
using core::ReferenceLevel;
using core::Spread;
using core::SummaryRow;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

SummaryRow rowOf(std::string label, Spread best) {
    SummaryRow row;
    row.label = std::move(label);
    row.best = best;
    return row;
}

TEST(Reference, isARunsValueAtItsBestEpoch) {
    core::ComparedRun run = withEpochs(comparedRun("id", {}, bestEpoch(0.9)), "training_loss", {3, 2, 1.5, 1});
    EXPECT_EQ(core::referenceLevel(run, {"validation_accuracy"})->value, 0.9);
    EXPECT_EQ(core::referenceLevel(run, {"training_loss"})->value, 1.5); // of epoch 3
    EXPECT_EQ(core::referenceLevel(run, {"validation_accuracy"})->name, "id");
    run.name = "trees";
    EXPECT_EQ(core::referenceLevel(run, {"validation_accuracy"})->name, "trees");
    EXPECT_EQ(core::referenceLevel(run, {"gradient"}), std::nullopt);
    run.best.reset();
    EXPECT_EQ(core::referenceLevel(run, {"validation_accuracy"}), std::nullopt);
}

TEST(Reference, differencesAreSigned) {
    struct Row {
        Spread best;
        const char* text;
    };
    for (const Row& row : {Row{{1, 0.913, none}, "+0.013"}, Row{{2, 0.898, 0.1}, "−0.002"}, Row{{1, 0.9, none}, "0.000"},
                           Row{{1, 0.9001, none}, "0.000"}, Row{{0, none, none}, "–"}})
        EXPECT_EQ(core::differenceText({"trees", 0.9}, rowOf("a", row.best)), row.text);
}

TEST(Reference, theSentenceClaimsNoMoreThanTheSeedsAllow) {
    struct Row {
        const char* metric;
        std::vector<SummaryRow> rows;
        const char* words;
    };
    const SummaryRow unknown = rowOf("late", {0, none, none});
    const std::vector<Row> rows{
        {"validation_accuracy",
         {unknown, rowOf("a", {1, 0.95, none}), rowOf("b", {1, 0.7, none})},
         "Against trees (0.900): a is 0.050 better."},
        {"validation_accuracy", {rowOf("a", {5, 0.95, 0.01})}, "Against trees (0.900): a is clearly 0.050 better."},
        {"validation_accuracy", {rowOf("a", {2, 0.95, 0.05})}, "Against trees (0.900): a is 0.050 better, but not clearly."},
        {"validation_accuracy", {rowOf("a", {1, 0.85, none})}, "Against trees (0.900): a is 0.050 worse."},
        {"validation_loss", {rowOf("a", {1, 0.85, none}), rowOf("b", {1, 0.95, none})}, "Against trees (0.900): a is 0.050 better."},
        {"validation_accuracy", {rowOf("a", {1, 0.9, none})}, "Against trees (0.900): a reaches the same."},
        {"validation_accuracy", {unknown}, ""},
    };
    for (const Row& row : rows) EXPECT_EQ(core::referenceWords({"trees", 0.9}, row.rows, {row.metric}), row.words);
}

TEST(Reference, anIntervalOfOneMean) {
    EXPECT_FALSE(core::clearlyDiffers({1, 0.9, none}, 0.5));
    EXPECT_FALSE(core::clearlyDiffers({3, 0.9, 0.0}, 0.9));
    EXPECT_TRUE(core::clearlyDiffers({3, 0.9, 0.0}, 0.8));
    EXPECT_TRUE(core::clearlyDiffers({4, 1.0, 2.0}, 1.0 - 3.19)); // t of 3 degrees is 3.182, the error of the mean 1
    EXPECT_FALSE(core::clearlyDiffers({4, 1.0, 2.0}, 1.0 - 3.17));
}

} // namespace
} // namespace epochlab::test
