#include "compare/reading.h"
#include "core/compare/runs.h"

#include <gmock/gmock.h>

namespace epochlab::test {
namespace {

using core::ComparedRuns;
using core::Spread;
using testing::HasSubstr;
using testing::Not;

/// One run for each value, seeds from 1 on.
void add(ComparedRuns& runs, const std::string& id, const std::string& text, const std::vector<double>& values) {
    for (std::size_t i = 0; i < values.size(); ++i)
        runs.push_back(comparedRun(text, {{id, text}, {"seed", std::to_string(i + 1)}}, bestEpoch(values[i])));
}

std::string read(const ComparedRuns& runs) {
    const auto groups = core::groupRuns(runs, core::fieldsButTheSeed(runs));
    return core::readingOf(runs, groups, core::summarize(runs, groups, {}), {});
}

TEST(Reading, nothingAndOneRun) {
    EXPECT_EQ(read({}), "");
    EXPECT_EQ(read({comparedRun("a", {})}), "No run has a best epoch to compare yet.");
    EXPECT_EQ(read({comparedRun("a", {}, bestEpoch(0.9))}), "One run: tick another one to compare it with.");
}

TEST(Reading, twoRunsWithOneSeedClaimNothing) {
    ComparedRuns runs;
    add(runs, "width", "16", {0.903});
    add(runs, "width", "64", {0.951});
    EXPECT_EQ(read(runs), "Only width differs. Best validation accuracy: width 64 (0.951), then width 16 (0.903). One seed each: the "
                          "differences may be luck.");
}

TEST(Reading, twoGroupsAreToldApartOrNot) {
    ComparedRuns apart;
    add(apart, "width", "16", {0.90, 0.91, 0.89});
    add(apart, "width", "64", {0.95, 0.96, 0.94});
    EXPECT_THAT(read(apart), HasSubstr("width 64 (0.950 ± 0.010), clearly before width 16 (0.900 ± 0.010)."));
    ComparedRuns alike;
    add(alike, "width", "16", {0.90, 0.94, 0.86});
    add(alike, "width", "64", {0.91, 0.95, 0.87});
    EXPECT_THAT(read(alike), HasSubstr("but not clearly before width 16"));
}

TEST(Reading, aTrendIsClaimedWhereAllRunsBearItOut) {
    ComparedRuns runs;
    add(runs, "width", "8", {0.70, 0.71, 0.72});
    add(runs, "width", "64", {0.90, 0.91, 0.92});
    add(runs, "width", "16", {0.80, 0.81, 0.82});
    EXPECT_EQ(read(runs), "Only width differs. Validation accuracy rises with width: from width 8 (0.710 ± 0.010) to width 64 (0.910 ± "
                          "0.010).");
}

TEST(Reading, noTrendIsSaidToBeNone) {
    ComparedRuns runs;
    add(runs, "learning-rate", "0.01", {0.90, 0.92});
    add(runs, "learning-rate", "0.1", {0.95, 0.91});
    add(runs, "learning-rate", "1", {0.91, 0.93});
    EXPECT_THAT(read(runs), HasSubstr("No clear trend over learning rate. Best validation accuracy: lr 0.1 (0.930 ± 0.028), but not"));
}

TEST(Reading, threeSingleRunsAreTooFewForATrend) {
    ComparedRuns runs;
    add(runs, "width", "8", {0.7});
    add(runs, "width", "16", {0.8});
    add(runs, "width", "32", {0.9});
    EXPECT_THAT(read(runs), HasSubstr("No clear trend over width."));
    EXPECT_THAT(read(runs), HasSubstr("One seed each"));
}

TEST(Reading, onlySeedsAreSaidToBeSeeds) {
    ComparedRuns runs;
    add(runs, "width", "8", {0.90, 0.92, 0.94});
    EXPECT_EQ(read(runs), "Only the seed differs. Validation accuracy is 0.920 ± 0.020 over 3 runs, from 0.900 to 0.940.");
    ComparedRuns same{runs[0], runs[0]};
    EXPECT_EQ(read(same), "The same settings throughout. Validation accuracy is 0.900 ± 0.000 over 2 runs.");
}

TEST(Reading, divergedRunsAreCounted) {
    ComparedRuns runs;
    add(runs, "learning-rate", "0.01", {0.90, 0.92});
    add(runs, "learning-rate", "1000", {0.10, 0.12});
    runs[2].state = runs[3].state = "diverged";
    const std::string text = read(runs);
    EXPECT_THAT(text, HasSubstr("2 of 4 runs diverged (lr 1000) and stand in no mean."));
    EXPECT_THAT(text, Not(HasSubstr("0.110")));
}

TEST(Reading, saysWhatElseIsAveragedAndThatDataDiffer) {
    ComparedRuns runs;
    add(runs, "width", "8", {0.90, 0.92});
    add(runs, "width", "16", {0.90, 0.92});
    for (const std::size_t i : {1, 3}) EXPECT_TRUE(runs[i].config->setText("learning-rate", "0.1").ok());
    const auto groups = core::groupRuns(runs, {"width"});
    const auto rows = core::summarize(runs, groups, {});
    EXPECT_THAT(core::readingOf(runs, groups, rows, {}), HasSubstr("Each mean is over learning rate too."));
    ComparedRuns data;
    add(data, "data", "cities", {0.9});
    add(data, "data", "toy:moons", {0.99});
    EXPECT_THAT(read(data), HasSubstr("different data"));
}

TEST(Statistics, kendallCountsPairsAndTies) {
    // All 10 pairs of 5 rise: S = 10, variance 5 · 4 · 15 / 18, continuity 1.
    EXPECT_NEAR(core::kendallZ({1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}), 9 / std::sqrt(300.0 / 18.0), 1e-12);
    EXPECT_NEAR(core::kendallZ({1, 2, 3, 4, 5}, {5, 4, 3, 2, 1}), -9 / std::sqrt(300.0 / 18.0), 1e-12);
    EXPECT_EQ(core::kendallZ({1, 1, 1}, {1, 2, 3}), 0);
    EXPECT_EQ(core::kendallZ({1, 2}, {1, 2}), 0);
    // x tied in pairs: S = 4 of 4 pairs. (4·3·13 − 2·2·1·9) / 18 = 6.67, no ties of y.
    EXPECT_NEAR(core::kendallZ({1, 1, 2, 2}, {1, 2, 3, 4}), 3 / std::sqrt(120.0 / 18.0), 1e-12);
}

TEST(Statistics, welchLeavesOutZeroOrNot) {
    struct Case {
        Spread left, right;
        bool clear;
    };
    // Two of three each: se = s · √(2/3), 4 degrees of freedom, t = 2.776.
    const std::vector<Case> cases{{{3, 0, 1}, {3, 2.776 * 0.8165 + 0.01, 1}, true},
                                  {{3, 0, 1}, {3, 2.776 * 0.8165 - 0.01, 1}, false},
                                  {{1, 0, 0}, {9, 100, 1}, false}, // one seed tells nothing
                                  {{2, 1, 0}, {2, 1, 0}, false},
                                  {{2, 1, 0}, {2, 2, 0}, true}};
    for (const Case& each : cases) {
        EXPECT_EQ(core::clearlyDiffer(each.left, each.right), each.clear) << each.right.mean;
        EXPECT_EQ(core::clearlyDiffer(each.right, each.left), each.clear);
    }
}

} // namespace
} // namespace epochlab::test
