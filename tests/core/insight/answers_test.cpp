// Calibration and the receiver operating characteristic, from answers.
#include "insight/calibration.h"
#include "insight/roc.h"

#include "base/random.h"

#include <gmock/gmock.h>

#include <cmath>

namespace epochlab::core {
namespace {

using testing::HasSubstr;

PredictedRows rowsOf(std::vector<std::int32_t> labels, std::vector<std::int32_t> classes, std::vector<float> confidences) {
    PredictedRows rows;
    rows.labels = std::move(labels);
    rows.predictions.classes = std::move(classes);
    rows.predictions.confidences = std::move(confidences);
    return rows;
}

/// Rows whose scores lie on a grid, so that many are equal; the more score, the more hits.
ScoredRows drawn(std::uint64_t seed, int count, int grid) {
    RandomStream random({.seed = seed, .purpose = RandomPurpose::ToyData});
    ScoredRows rows;
    for (int i = 0; i < count; ++i) {
        rows.scores.push_back(static_cast<double>(random.below(static_cast<std::uint64_t>(grid) + 1)) / grid);
        rows.hits.push_back(random.uniform() < 0.2 + 0.6 * rows.scores.back());
    }
    return rows;
}

TEST(ScoredRows, TakeTheProbabilityOfOneClassWhateverTheLabel) {
    const PredictedRows rows = rowsOf({0, 1, 1, 0}, {0, 1, 0, 1}, {0.75F, 0.875F, 0.625F, 0.5F});
    const ScoredRows second = scoredRows(rows, 1);
    EXPECT_THAT(second.scores, testing::ElementsAre(0.25, 0.875, 0.375, 0.5));
    EXPECT_THAT(second.hits, testing::ElementsAre(false, true, true, false));
    const ScoredRows first = scoredRows(rows, 0);
    EXPECT_THAT(first.scores, testing::ElementsAre(0.75, 0.125, 0.625, 0.5));
    const ScoredRows sure = confidenceRows(rows);
    EXPECT_THAT(sure.scores, testing::ElementsAre(0.75, 0.875, 0.625, 0.5));
    EXPECT_THAT(sure.hits, testing::ElementsAre(true, true, false, false));
}

TEST(Calibration, IsThatOfATableMadeByHand) {
    // of ten rows at 0.75 nine are hits, of ten at 0.15 two
    ScoredRows rows;
    for (int i = 0; i < 10; ++i) {
        rows.scores.insert(rows.scores.end(), {0.75, 0.15});
        rows.hits.insert(rows.hits.end(), {i < 9, i < 2});
    }
    const Calibration calibration = calibrationOf(rows);
    ASSERT_EQ(calibration.bins.size(), 10U);
    EXPECT_EQ(calibration.bins[7].rows, 10);
    EXPECT_EQ(calibration.bins[7].hits, 9);
    EXPECT_DOUBLE_EQ(calibration.bins[7].mean, 0.75);
    EXPECT_DOUBLE_EQ(calibration.bins[7].share, 0.9);
    EXPECT_NEAR(calibration.bins[7].interval.low, 0.5958, 1e-4) << "Wilson";
    EXPECT_NEAR(calibration.bins[7].interval.high, 0.9821, 1e-4);
    EXPECT_EQ(calibration.bins[1].hits, 2);
    EXPECT_TRUE(std::isnan(calibration.bins[0].share)) << "without rows";
    EXPECT_NEAR(calibration.error, 0.5 * 0.15 + 0.5 * 0.05, 1e-12);
    EXPECT_NEAR(calibration.largest, 0.15, 1e-12);
    EXPECT_THAT(calibrationWords(calibration), HasSubstr("0.100, n = 20: no more than chance makes"));
}

TEST(Calibration, PutsTheBordersWhereTheySay) {
    const Calibration calibration = calibrationOf({{0.0, 0.5, 0.49, 1.0}, {false, true, true, true}}, 2);
    EXPECT_EQ(calibration.bins[0].rows, 2);
    EXPECT_EQ(calibration.bins[1].rows, 2) << "0.5 and, in the last one, 1";
    EXPECT_TRUE(std::isnan(calibrationOf({}).error));
}

TEST(Calibration, KnowsWhatChanceMakesOfExactProbabilities) {
    double sum = 0.0;
    int below = 0;
    constexpr int draws = 400;
    Calibration last;
    for (int draw = 0; draw < draws; ++draw) {
        RandomStream random({.seed = 7, .purpose = RandomPurpose::ToyData, .epoch = static_cast<std::uint32_t>(draw)});
        ScoredRows rows;
        for (int i = 0; i < 500; ++i) {
            rows.scores.push_back((i + 0.5) / 500);
            rows.hits.push_back(random.uniform() < rows.scores.back());
        }
        last = calibrationOf(rows);
        sum += last.error;
        below += last.error < last.chanceBound ? 1 : 0;
    }
    EXPECT_NEAR(sum / draws, last.chanceError, 0.001);
    EXPECT_NEAR(below / double{draws}, 0.95, 0.03);
}

TEST(Calibration, CallsAnOverconfidentModelSo) {
    ScoredRows rows;
    for (int i = 0; i < 200; ++i) {
        rows.scores.push_back(0.99);
        rows.hits.push_back(i % 4 != 0);
    }
    EXPECT_THAT(calibrationWords(calibrationOf(rows)), HasSubstr("0.240, n = 200: more than chance makes"));
}

TEST(Roc, AreaIsThatOfAllPairs) {
    for (const int grid : {3, 10, 1000})
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const ScoredRows rows = drawn(seed, 120, grid);
            double pairs = 0.0, won = 0.0, trapezoids = 0.0;
            for (std::size_t i = 0; i < rows.scores.size(); ++i)
                for (std::size_t j = 0; j < rows.scores.size(); ++j) {
                    if (!rows.hits[i] || rows.hits[j]) continue;
                    pairs += 1.0;
                    won += rows.scores[i] > rows.scores[j] ? 1.0 : rows.scores[i] == rows.scores[j] ? 0.5 : 0.0;
                }
            const RocCurve curve = rocOf(rows);
            for (std::size_t i = 1; i < curve.points.size(); ++i)
                trapezoids += (curve.points[i].falsePositive - curve.points[i - 1].falsePositive) *
                              (curve.points[i].truePositive + curve.points[i - 1].truePositive) / 2;
            EXPECT_NEAR(curve.area, won / pairs, 1e-12);
            EXPECT_NEAR(curve.area, trapezoids, 1e-12) << "the area under the points";
            EXPECT_EQ(curve.positives * curve.negatives, static_cast<std::int64_t>(pairs));
        }
}

TEST(Roc, IntervalIsThatOfTheStructuralComponents) {
    const ScoredRows rows = drawn(3, 60, 8);
    const RocCurve curve = rocOf(rows);
    const auto shareAgainst = [&](std::size_t row) { // of the other class, that the row stands right of
        double won = 0.0, count = 0.0;
        for (std::size_t other = 0; other < rows.scores.size(); ++other) {
            if (rows.hits[other] == rows.hits[row]) continue;
            const double difference = (rows.scores[row] - rows.scores[other]) * (rows.hits[row] ? 1.0 : -1.0);
            won += difference > 0.0 ? 1.0 : difference == 0.0 ? 0.5 : 0.0;
            count += 1.0;
        }
        return won / count;
    };
    double squares[2] = {0.0, 0.0};
    for (std::size_t row = 0; row < rows.scores.size(); ++row) squares[rows.hits[row]] += std::pow(shareAgainst(row) - curve.area, 2);
    const auto n = static_cast<double>(curve.negatives), m = static_cast<double>(curve.positives);
    const double half = 1.959963984540054 * std::sqrt(squares[1] / (m - 1) / m + squares[0] / (n - 1) / n);
    ASSERT_TRUE(curve.interval);
    EXPECT_NEAR(curve.interval->low, curve.area - half, 1e-12);
    EXPECT_NEAR(curve.interval->high, std::min(1.0, curve.area + half), 1e-12);
}

TEST(Roc, EndsWhereItMust) {
    const RocCurve apart = rocOf({{0.9, 0.8, 0.2, 0.1}, {true, true, false, false}});
    EXPECT_DOUBLE_EQ(apart.area, 1.0);
    EXPECT_FALSE(apart.interval) << "no spread is no certainty";
    ASSERT_EQ(apart.points.size(), 5U);
    EXPECT_DOUBLE_EQ(apart.points.back().falsePositive, 1.0);
    EXPECT_EQ(cornersOf(apart).size(), 3U) << "(0, 0), (0, 1), (1, 1)";
    EXPECT_DOUBLE_EQ(rocOf({{0.5, 0.5}, {true, false}}).area, 0.5) << "equal scores count half";
    const RocCurve alone = rocOf({{0.5, 0.6}, {true, true}});
    EXPECT_TRUE(std::isnan(alone.area) && alone.points.empty());
    EXPECT_THAT(rocWords(alone), HasSubstr("no curve: 2 positive and 0 negative rows"));
}

} // namespace
} // namespace epochlab::core
