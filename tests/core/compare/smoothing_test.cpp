#include "compare/curve_axis.h"
#include "compare/smoothing.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>

namespace epochlab::test {
namespace {

using core::ComparedAxis;
using testing::Each;
using testing::ElementsAre;
using testing::IsNan;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

struct Points {
    std::vector<double> x, y;
};

/// Every value before it with the weight 2^(−distance / half-life), in extended precision.
double closedForm(const Points& points, std::size_t at, double halfLife) {
    long double sum = 0, weights = 0;
    for (std::size_t i = 0; i <= at; ++i) {
        if (!std::isfinite(points.y[i])) continue;
        const long double weight = std::exp2(-(static_cast<long double>(points.x[at]) - points.x[i]) / halfLife);
        sum += weight * points.y[i];
        weights += weight;
    }
    return static_cast<double>(sum / weights);
}

Points noisy(std::size_t count, double stepFrom, double stepTo, double gaps) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> step(stepFrom, stepTo), value(-3, 5), chance(0, 1);
    Points points;
    double x = 0;
    for (std::size_t i = 0; i < count; ++i) {
        points.x.push_back(x += step(random));
        const double gap = chance(random) < 0.5 ? nan : infinity;
        points.y.push_back(chance(random) < gaps ? gap : value(random));
    }
    return points;
}

TEST(Smoothing, isTheClosedForm) {
    const struct {
        const char* what;
        Points points;
        double halfLife;
    } rows[] = {{"every step", noisy(2000, 1, 1, 0), 50},
                {"every 206 steps, at an epoch's end", noisy(300, 206, 206, 0), 50},
                {"uneven steps", noisy(1000, 0.25, 90, 0), 100},
                {"a half-life far longer than the curve", noisy(500, 1, 3, 0), 1e9},
                {"a half-life far shorter than a step", noisy(500, 1, 3, 0), 0.01},
                {"with gaps", noisy(1000, 1, 7, 0.2), 20}};
    for (const auto& row : rows) {
        const std::vector<double> averages = core::smoothed(row.points.x, row.points.y, row.halfLife);
        ASSERT_EQ(averages.size(), row.points.y.size());
        for (std::size_t i = 0; i < averages.size(); ++i) {
            if (std::isfinite(row.points.y[i]))
                ASSERT_NEAR(averages[i], closedForm(row.points, i, row.halfLife), 1e-12) << row.what << ", point " << i;
            else
                ASSERT_THAT(averages[i], IsNan()) << row.what << ", point " << i;
        }
    }
}

TEST(Smoothing, aConstantStaysExactlyItself) {
    for (const double constant : {0.1, 1.0 / 3.0, -7e300, 1e-310}) {
        const Points points = noisy(5000, 0.3, 40, 0);
        EXPECT_THAT(core::smoothed(points.x, std::vector<double>(points.x.size(), constant), 13), Each(constant));
    }
}

TEST(Smoothing, afterAHalfLifeAValueCountsHalf) {
    EXPECT_THAT(core::smoothed({0, 10}, {1, 4}, 10), ElementsAre(1, 3)); // (½ · 1 + 1 · 4) / 1½
    EXPECT_THAT(core::smoothed({0, 20}, {0, 5}, 10), ElementsAre(0, 4)); // (¼ · 0 + 1 · 5) / 1¼
}

TEST(Smoothing, oneAfterTheOtherIsAllAtOnce) {
    const Points points = noisy(3000, 1, 4, 0.1);
    core::Smoother first(31);
    std::vector<double> averages;
    for (std::size_t i = 0; i < 1700; ++i) averages.push_back(first.add(points.x[i], points.y[i]));
    core::Smoother second = first; // goes on elsewhere
    for (std::size_t i = 1700; i < points.y.size(); ++i) averages.push_back(second.add(points.x[i], points.y[i]));
    EXPECT_THAT(averages, testing::Pointwise(testing::NanSensitiveDoubleEq(), core::smoothed(points.x, points.y, 31)));
}

TEST(Smoothing, theLargestNumbersDoNotOverflow) {
    EXPECT_THAT(core::smoothed({0, 1, 2}, {1.7e308, -1.7e308, 1}, 1), Each(testing::Truly([](double y) { return std::isfinite(y); })));
}

TEST(CurveAxis, goesThereAndBack) {
    const core::ComparedSeries seconds{{1, 2, 3}, {0.5, 1.5, 4}};
    const struct {
        ComparedAxis axis;
        double epoch, x;
    } rows[] = {{ComparedAxis::Epoch, 1.5, 1.5}, {ComparedAxis::Step, 1.5, 15}, {ComparedAxis::Time, 0, 0},
                {ComparedAxis::Time, 0.5, 0.25}, {ComparedAxis::Time, 2, 1.5},  {ComparedAxis::Time, 2.5, 2.75},
                {ComparedAxis::Time, 3, 4},      {ComparedAxis::Epoch, 99, 99}};
    for (const auto& row : rows) {
        const core::CurveAxis axis(row.axis, 10, &seconds);
        EXPECT_DOUBLE_EQ(axis.ofEpoch(row.epoch), row.x);
        EXPECT_DOUBLE_EQ(axis.epochAt(row.x), row.epoch);
        EXPECT_DOUBLE_EQ(axis.ofPlace(row.epoch * 10, true), row.x);
    }
    EXPECT_THAT(core::CurveAxis(ComparedAxis::Time, 10, &seconds).ofEpoch(3.1), IsNan()); // the epoch has not ended
    EXPECT_THAT(core::CurveAxis(ComparedAxis::Time, 10, nullptr).ofEpoch(1), IsNan());
}

} // namespace
} // namespace epochlab::test
