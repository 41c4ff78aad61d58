#include "compare/summary.h"
#include "core/compare/runs.h"

#include <cmath>
#include <gmock/gmock.h>
#include <limits>

namespace epochlab::test {
namespace {

using core::ComparedRuns;
using core::Metric;
using core::SummaryColumn;
using core::SummaryRow;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsNan;

const Metric accuracy{"validation_accuracy"};

ComparedRuns threeWidths() {
    return {comparedRun("a", {{"width", "8"}, {"seed", "1"}}, bestEpoch(0.7, 0.6, 2)),
            comparedRun("b", {{"width", "8"}, {"seed", "2"}}, bestEpoch(0.8, 0.7, 4)),
            comparedRun("c", {{"width", "16"}}, bestEpoch(0.9, 0.85, 9)), comparedRun("d", {{"width", "32"}})}; // no epoch has ended
}

std::vector<SummaryRow> rowsOf(const ComparedRuns& runs, const Metric& metric = accuracy) {
    return core::summarize(runs, core::groupRuns(runs, core::fieldsButTheSeed(runs)), metric);
}

std::vector<std::string> labelsOf(const std::vector<SummaryRow>& rows) {
    std::vector<std::string> labels;
    for (const SummaryRow& row : rows) labels.push_back(row.label);
    return labels;
}

TEST(Summary, aRowIsTheValuesAtTheBestEpochs) {
    const auto rows = rowsOf(threeWidths());
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].runs, 2);
    EXPECT_EQ(core::spreadText(rows[0].best), "0.750 ± 0.071"); // 0.1 / √2
    EXPECT_EQ(core::spreadText(rows[0].epoch, 1), "3.0 ± 1.4");
    EXPECT_EQ(core::spreadText(rows[0].test), "0.650 ± 0.071");
    EXPECT_EQ(core::spreadText(rows[1].best), "0.900"); // one value has no spread
    EXPECT_EQ(core::spreadText(rows[2].best), "–");
    EXPECT_FALSE(rows[0].isBest);
    EXPECT_TRUE(rows[1].isBest);
}

TEST(Summary, aDivergedRunStandsInNoMeanAndIsCounted) {
    ComparedRuns runs = threeWidths();
    runs[1].state = "diverged";
    runs[2].state = "diverged";
    const auto rows = rowsOf(runs);
    EXPECT_EQ(rows[0].ends(), "1 of 2 diverged");
    EXPECT_EQ(core::spreadText(rows[0].best), "0.700");
    EXPECT_EQ(rows[1].ends(), "diverged");
    EXPECT_EQ(core::spreadText(rows[1].best), "–");
    EXPECT_EQ(rows[2].ends(), "");
}

TEST(Summary, ofALossTheLeastIsBestAndTiesAreBoth) {
    ComparedRuns runs = threeWidths();
    runs[3].best = bestEpoch(0.90004);
    const auto rows = rowsOf(runs, {"validation_loss"});
    EXPECT_FALSE(rows[0].isBest);
    EXPECT_TRUE(rows[1].isBest);
    EXPECT_TRUE(rows[2].isBest); // 0.100 as well
}

TEST(Summary, sortsByAnyColumnWithNothingLast) {
    struct Case {
        SummaryColumn column;
        bool descending;
        std::vector<std::string> labels;
    };
    const std::vector<Case> cases{{SummaryColumn::Best, true, {"width 16", "width 8", "width 32"}},
                                  {SummaryColumn::Best, false, {"width 8", "width 16", "width 32"}},
                                  {SummaryColumn::Epoch, true, {"width 16", "width 8", "width 32"}},
                                  {SummaryColumn::Test, false, {"width 8", "width 16", "width 32"}},
                                  {SummaryColumn::Runs, true, {"width 8", "width 16", "width 32"}},
                                  {SummaryColumn::Label, true, {"width 32", "width 16", "width 8"}}};
    for (const Case& each : cases) {
        auto rows = rowsOf(threeWidths());
        core::sortSummary(rows, each.column, each.descending);
        EXPECT_EQ(labelsOf(rows), each.labels);
    }
}

TEST(Summary, valuesAtTheBestEpochComeFromTheSeriesToo) {
    auto run = withEpochs(comparedRun("a", {}, bestEpoch(0.9)), "test_loss", {1, 2, 3, 4});
    run = withSeries(std::move(run), "batch_loss", {5, 6}, {0.5, 0.6});
    run.stepsPerEpoch = 2;
    EXPECT_EQ(core::valueAtBest(run, {"test_loss"}), 3); // epoch 3 is the best
    EXPECT_EQ(core::valueAtBest(run, {"batch_loss"}), 0.6);
    EXPECT_THAT(core::valueAtBest(run, {"training_loss"}), IsNan());
    run.best->epoch = 7;
    EXPECT_THAT(core::valueAtBest(run, {"test_loss"}), IsNan());
}

TEST(Summary, spreadLeavesOutWhatIsNoNumber) {
    const auto spread = core::spreadOf({1, std::numeric_limits<double>::quiet_NaN(), 3, std::numeric_limits<double>::infinity()});
    EXPECT_EQ(spread.count, 2);
    EXPECT_EQ(spread.mean, 2);
    EXPECT_DOUBLE_EQ(spread.deviation, std::sqrt(2.0));
    EXPECT_THAT(core::spreadOf({}).mean, IsNan());
}

TEST(Summary, guessingIsAReferenceOfAccuraciesAlone) {
    const auto levels = core::guessingLevels(accuracy, 0.25, 0.4);
    ASSERT_EQ(levels.size(), 2U);
    EXPECT_EQ(levels[0].name, "chance");
    EXPECT_EQ(levels[1].value, 0.4);
    EXPECT_THAT(core::guessingLevels({"validation_loss"}, 0.25, 0.4), IsEmpty());
    EXPECT_THAT(core::guessingLevels(accuracy, 0, 0), IsEmpty()); // not known
}

TEST(Summary, aLogsBestEpochIsThatOfItsSeries) {
    core::ComparedRun log{.id = "log", .name = "trees", .config = std::nullopt, .state = "imported"};
    EXPECT_FALSE(core::bestOfSeries(log));
    log = withSeries(std::move(log), "validation_accuracy", {10, 20, 30, 40}, {0.5, 0.9, NAN, 0.7});
    log = withSeries(std::move(log), "test_accuracy", {20}, {0.8});
    const auto best = core::bestOfSeries(log);
    ASSERT_TRUE(best);
    EXPECT_EQ(best->epoch, 20);
    EXPECT_EQ(best->validationAccuracy, 0.9);
    EXPECT_EQ(best->testAccuracy, 0.8);
    EXPECT_THAT(best->validationLoss, IsNan());
}

} // namespace
} // namespace epochlab::test
