#include "compare/group_curve.h"
#include "core/compare/runs.h"

#include <cmath>
#include <gmock/gmock.h>
#include <limits>
#include <map>
#include <random>

namespace epochlab::test {
namespace {

using core::Band;
using core::ComparedAxis;
using core::ComparedRuns;
using core::GroupCurve;
using core::Metric;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsNan;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
const Metric accuracy{"validation_accuracy"};

ComparedRuns runsWith(const std::vector<std::vector<double>>& values, const std::string& series = "validation_accuracy") {
    ComparedRuns runs;
    for (std::size_t i = 0; i < values.size(); ++i)
        runs.push_back(withEpochs(comparedRun(std::to_string(i), {{"seed", std::to_string(i)}}), series, values[i]));
    return runs;
}

GroupCurve curveOf(const ComparedRuns& runs, const Metric& metric = accuracy, ComparedAxis axis = ComparedAxis::Epoch) {
    return core::groupCurve(runs, core::groupRuns(runs, {}).front(), metric, axis);
}

TEST(GroupCurve, isMeanAndSampleDeviationInClosedForm) {
    // 1 … n: mean (n + 1) / 2, sample variance n (n + 1) / 12.
    std::vector<std::vector<double>> values;
    for (int i = 1; i <= 10; ++i) values.push_back({static_cast<double>(i), 5.0});
    const GroupCurve curve = curveOf(runsWith(values));
    EXPECT_THAT(curve.x, ElementsAre(1, 2));
    EXPECT_THAT(curve.mean, ElementsAre(5.5, 5));
    EXPECT_DOUBLE_EQ(curve.deviation[0], std::sqrt(110.0 / 12.0));
    EXPECT_EQ(curve.deviation[1], 0.0);
    EXPECT_THAT(curve.low, ElementsAre(1, 5));
    EXPECT_THAT(curve.high, ElementsAre(10, 5));
    EXPECT_THAT(curve.count, ElementsAre(10, 10));
}

TEST(GroupCurve, keepsADeviationThatIsSmallBesideTheMean) {
    const GroupCurve curve = curveOf(runsWith({{1e9 + 4}, {1e9 + 7}, {1e9 + 13}, {1e9 + 16}}));
    EXPECT_DOUBLE_EQ(curve.mean[0], 1e9 + 10);
    EXPECT_DOUBLE_EQ(curve.deviation[0], std::sqrt(30.0));
}

TEST(GroupCurve, countFallsWhereRunsAreShorter) {
    const GroupCurve curve = curveOf(runsWith({{1, 1, 1, 1}, {3, 3}, {5}}));
    EXPECT_THAT(curve.count, ElementsAre(3, 2, 1, 1));
    EXPECT_THAT(curve.mean, ElementsAre(3, 2, 1, 1));
    EXPECT_THAT(curve.deviation[2], IsNan()); // one run says nothing of a spread
}

TEST(GroupCurve, notFiniteValuesAreCountedAndInNoMean) {
    const GroupCurve curve = curveOf(runsWith({{1, nan, 3}, {3, infinity, nan}, {5, 2, -infinity}}));
    EXPECT_THAT(curve.x, ElementsAre(1, 2, 3));
    EXPECT_THAT(curve.mean, ElementsAre(3, 2, 3));
    EXPECT_THAT(curve.count, ElementsAre(3, 1, 1));
    EXPECT_EQ(curve.notFinite, 4U);
}

TEST(GroupCurve, aPlaceWithoutAnyValueIsLeftOut) {
    const GroupCurve curve = curveOf(runsWith({{1, nan, 3}, {3, nan, 5}}));
    EXPECT_THAT(curve.x, ElementsAre(1, 3));
    EXPECT_TRUE(curveOf(runsWith({{}, {}})).empty());
    EXPECT_TRUE(curveOf(runsWith({{1}}), {"no_such_series"}).empty());
}

TEST(GroupCurve, equalsBruteForceOverSeriesWithHolesAndDifferentPlaces) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> value(-1, 1);
    ComparedRuns runs;
    std::map<double, std::vector<double>> at;
    for (int run = 0; run < 20; ++run) {
        std::vector<double> x;
        std::vector<double> y;
        for (int place = 1; place <= 60; ++place) {
            if (random() % 3 == 0 || (run % 4 == 0 && place > 30)) continue;
            x.push_back(place);
            y.push_back(random() % 10 == 0 ? nan : value(random));
            if (std::isfinite(y.back())) at[place].push_back(y.back());
        }
        runs.push_back(withSeries(comparedRun("r", {{"seed", std::to_string(run)}}), "validation_accuracy", x, y));
    }
    const GroupCurve curve = curveOf(runs);
    ASSERT_EQ(curve.x.size(), at.size());
    std::size_t i = 0;
    for (const auto& [place, values] : at) {
        double sum = 0;
        for (const double each : values) sum += each;
        const double mean = sum / static_cast<double>(values.size());
        double squares = 0;
        for (const double each : values) squares += (each - mean) * (each - mean);
        EXPECT_EQ(curve.x[i], place);
        EXPECT_NEAR(curve.mean[i], mean, 1e-14);
        if (values.size() > 1) {
            EXPECT_NEAR(curve.deviation[i], std::sqrt(squares / static_cast<double>(values.size() - 1)), 1e-14);
        }
        EXPECT_EQ(curve.low[i], *std::ranges::min_element(values));
        EXPECT_EQ(curve.high[i], *std::ranges::max_element(values));
        EXPECT_EQ(curve.count[i], static_cast<std::int64_t>(values.size()));
        ++i;
    }
}

TEST(GroupCurve, bandsAreOfTheirKind) {
    const GroupCurve curve = curveOf(runsWith({{1, 1}, {3}, {5}, {7}})); // mean 4, variance 20 / 3
    const double deviation = std::sqrt(20.0 / 3.0);
    const auto standard = core::bandOf(curve, Band::StandardDeviation);
    EXPECT_THAT(standard.lower, ElementsAre(DoubleNear(4 - deviation, 1e-14), IsNan()));
    EXPECT_THAT(standard.upper, ElementsAre(DoubleNear(4 + deviation, 1e-14), IsNan()));
    const auto error = core::bandOf(curve, Band::StandardError);
    EXPECT_THAT(error.upper, ElementsAre(DoubleNear(4 + deviation / 2, 1e-14), IsNan()));
    const auto outermost = core::bandOf(curve, Band::MinimumMaximum);
    EXPECT_THAT(outermost.lower, ElementsAre(1, IsNan()));
    EXPECT_THAT(outermost.upper, ElementsAre(7, IsNan()));
}

TEST(GroupCurve, axesMapThePlaces) {
    auto run = withEpochs(comparedRun("a", {}), "validation_accuracy", {0.1, 0.2});
    run = withEpochs(std::move(run), "seconds", {0.5, 1.5});
    run = withSeries(std::move(run), "batch_loss", {1, 2, 3, 4}, {4, 3, 2, 1});
    run.stepsPerEpoch = 2;
    auto slower = withEpochs(run, "seconds", {1.5, 3.5});
    const ComparedRuns runs{run, slower};
    struct Case {
        std::string series;
        ComparedAxis axis;
        std::vector<double> single;
        std::vector<double> group;
    };
    const std::vector<Case> cases{{"validation_accuracy", ComparedAxis::Epoch, {1, 2}, {1, 2}},
                                  {"validation_accuracy", ComparedAxis::Step, {2, 4}, {2, 4}},
                                  {"validation_accuracy", ComparedAxis::Time, {0.5, 1.5}, {1, 2.5}},
                                  {"batch_loss", ComparedAxis::Step, {1, 2, 3, 4}, {1, 2, 3, 4}},
                                  {"batch_loss", ComparedAxis::Epoch, {0.5, 1, 1.5, 2}, {0.5, 1, 1.5, 2}},
                                  {"batch_loss", ComparedAxis::Time, {0.25, 0.5, 1, 1.5}, {0.5, 1, 1.75, 2.5}}};
    for (const Case& each : cases) {
        EXPECT_EQ(core::runCurve(runs[0], {each.series}, each.axis).x, each.single) << each.series;
        EXPECT_EQ(curveOf(runs, {each.series}, each.axis).x, each.group) << each.series;
    }
}

TEST(GroupCurve, timeNeedsTimes) {
    auto run = withEpochs(comparedRun("a", {}), "validation_accuracy", {0.1, 0.2, 0.3});
    EXPECT_TRUE(core::runCurve(run, accuracy, ComparedAxis::Time).x.empty());
    run = withEpochs(std::move(run), "seconds", {1, 2}); // the third epoch's time has not come yet
    EXPECT_THAT(core::runCurve(run, accuracy, ComparedAxis::Time).x, ElementsAre(1, 2));
}

TEST(GroupCurve, aSingleRunKeepsItsGaps) {
    const auto run = withEpochs(comparedRun("a", {}), "validation_accuracy", {0.1, nan, 0.3});
    EXPECT_THAT(core::runCurve(run, accuracy, ComparedAxis::Epoch).y, ElementsAre(0.1, IsNan(), 0.3));
}

} // namespace
} // namespace epochlab::test
