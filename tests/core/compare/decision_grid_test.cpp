#include "maps/decision_grid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

/// Says class 1 with the probability that the last feature is, and keeps what it was asked.
class Echo final : public Predictor {
public:
    explicit Echo(std::size_t features) : m_features(features) {}
    Result<std::vector<float>> probabilities(std::span<const float> features, std::int64_t rows) override {
        asked.assign(features.begin(), features.end());
        std::vector<float> answer;
        for (std::int64_t row = 0; row < rows; ++row) {
            const float last = features[static_cast<std::size_t>(row + 1) * m_features - 1];
            answer.insert(answer.end(), {1.0F - last, last});
        }
        return answer;
    }
    std::vector<float> asked;

private:
    std::size_t m_features;
};

TableDataset tableOf(std::size_t features, std::vector<float> training, std::vector<float> validation = {}) {
    TableDataset data;
    for (std::size_t i = 0; i < features; ++i) data.featureNames.push_back("f" + std::to_string(i));
    data.classNames = {"a", "b"};
    for (auto& [split, values] : {std::pair{Split::Training, &training}, std::pair{Split::Validation, &validation}}) {
        TableRows& rows = data.splits[static_cast<std::size_t>(split)];
        rows.features = *values;
        rows.count = static_cast<std::int64_t>(values->size() / features);
        rows.labels.assign(static_cast<std::size_t>(rows.count), 0);
    }
    return data;
}

TEST(DecisionGrid, CellsAreAskedAtTheirCentresRowByRowFromBelow) {
    DecisionGrid grid{.columns = 3, .rows = 2, .xMinimum = 0, .xMaximum = 3, .yMinimum = 0, .yMaximum = 1};
    Echo echo(2);
    ASSERT_TRUE(answerGrid(echo, {}, 2, grid).ok());
    EXPECT_TRUE(grid.valid());
    EXPECT_EQ(echo.asked, (std::vector<float>{0.5F, 0.25F, 1.5F, 0.25F, 2.5F, 0.25F, 0.5F, 0.75F, 1.5F, 0.75F, 2.5F, 0.75F}));
    EXPECT_EQ(grid.probabilities[1], 0.25F);
    EXPECT_EQ(grid.probabilities[7], 0.75F);
}

TEST(DecisionGrid, SpansTheMiddleWhereFewRowsAreFarAway) {
    std::vector<float> values;
    for (int i = 0; i < 400; ++i) values.insert(values.end(), {static_cast<float>(i % 100) / 100.0F, static_cast<float>(i % 50)});
    const DecisionGrid whole = gridOver(tableOf(2, values), {}, 4, 4);
    EXPECT_NEAR(whole.xMinimum, -0.03 * 0.99, 1e-6);
    EXPECT_NEAR(whole.xMaximum, 0.99 * 1.03, 1e-6);
    values.insert(values.end(), {-500.0F, 10.0F});
    const DecisionGrid middle = gridOver(tableOf(2, values), {}, 4, 4);
    EXPECT_GT(middle.xMinimum, -0.1);
}

TEST(DecisionGrid, PointsAreJudgedByTheirOwnFeatures) {
    const TableDataset data = tableOf(3, {0, 0, 0, 1, 1, 1, 2, 2, 0.5F}, {0.5F, 0.5F, 0.9F, 0.1F, 0.2F, 0.2F});
    const MapPlane plane = MapPlane::principal(data);
    std::vector<MapPoint> points = pointsOf(data, plane, Split::Validation, 100);
    ASSERT_EQ(points.size(), 2U);
    Echo echo(3);
    ASSERT_TRUE(judgePoints(echo, data, points).ok());
    EXPECT_EQ(echo.asked, data.rows(Split::Validation).features);
    EXPECT_TRUE(points[0].wrong);
    EXPECT_FALSE(points[1].wrong);
}

TEST(DecisionGrid, NearestRowsAreThoseOfABruteForce) {
    std::vector<float> values;
    for (int i = 0; i < 300; ++i) values.insert(values.end(), {static_cast<float>((i * 37) % 101), static_cast<float>((i * 53) % 89)});
    TableDataset data = tableOf(2, values, {50.2F, 40.1F});
    for (const bool geographic : {false, true}) {
        data.geographic = geographic;
        const DecisionGrid grid = gridOver(data, {}, 4, 4);
        const auto nearest = nearestRows(data, {}, grid, 50.0, 40.0, 5);
        ASSERT_EQ(nearest.size(), 5U);
        EXPECT_EQ(nearest[0].split, Split::Validation);
        const double across = geographic ? std::cos(40.0 * M_PI / 180.0) : 1.0 / (grid.xMaximum - grid.xMinimum);
        const double up = geographic ? 1.0 : 1.0 / (grid.yMaximum - grid.yMinimum);
        const auto distance = [&](float x, float y) { return std::hypot((x - 50.0) * across, (y - 40.0) * up); };
        std::vector<double> all{distance(50.2F, 40.1F)};
        for (std::size_t i = 0; i < values.size(); i += 2) all.push_back(distance(values[i], values[i + 1]));
        std::ranges::sort(all);
        for (std::size_t i = 0; i < nearest.size(); ++i) EXPECT_NEAR(distance(nearest[i].x, nearest[i].y), all[i], 1e-9) << i;
    }
}

TEST(MapPlane, OfTwoFeaturesIsThemselves) {
    const TableDataset data = tableOf(2, {1, 2, 3, 4});
    const MapPlane plane;
    std::vector<float> features;
    plane.appendFeatures(1.5, -2.0, features);
    EXPECT_EQ(features, (std::vector<float>{1.5F, -2.0F}));
    EXPECT_EQ(plane.axisTitle(data, 1), "f1");
}

/// Three features of two factors: standardised, the covariance is [[1, c, 0], [c, 1, 0], [0, 0, 0]], as the third is constant; its
/// directions are (1, ±1, 0)/√2 with variances 1 ± c, in closed form.
TEST(MapPlane, ComponentsAreThoseOfTheClosedForm) {
    std::vector<float> values;
    double product = 0.0;
    for (int i = 0; i < 500; ++i) {
        const double a = std::sin(0.7 * i), b = std::cos(1.3 * i);
        values.insert(values.end(), {static_cast<float>(a), static_cast<float>(10.0 * (0.8 * a + 0.6 * b)), 7.0F});
    }
    const TableDataset data = tableOf(3, values);
    double mean[2] = {0, 0}, square[2] = {0, 0};
    for (std::size_t i = 0; i < values.size(); i += 3)
        for (std::size_t j = 0; j < 2; ++j) mean[j] += values[i + j] / 500.0;
    for (std::size_t i = 0; i < values.size(); i += 3) {
        for (std::size_t j = 0; j < 2; ++j) square[j] += (values[i + j] - mean[j]) * (values[i + j] - mean[j]) / 500.0;
        product += (values[i] - mean[0]) * (values[i + 1] - mean[1]) / 500.0;
    }
    const double correlation = product / std::sqrt(square[0] * square[1]);
    const MapPlane plane = MapPlane::principal(data);
    EXPECT_NEAR(plane.shares()[0], (1.0 + correlation) / 2.0, 1e-9);
    EXPECT_NEAR(plane.shares()[1], (1.0 - correlation) / 2.0, 1e-9);
    std::vector<float> features;
    plane.appendFeatures(1.0, 0.0, features);
    EXPECT_NEAR(features[0], mean[0] + std::sqrt(square[0] / 2.0), 1e-5);
    EXPECT_NEAR(features[1], mean[1] + std::sqrt(square[1] / 2.0), 1e-4);
    EXPECT_EQ(features[2], 7.0F);
    const auto place = plane.project(features); // there and back
    EXPECT_NEAR(place[0], 1.0, 1e-5);
    EXPECT_NEAR(place[1], 0.0, 1e-5);
    EXPECT_EQ(plane.axisTitle(data, 0), "principal component 1 (" + std::to_string(std::lround(50.0 * (1.0 + correlation))) + " %)");
}

} // namespace
} // namespace epochlab::core
