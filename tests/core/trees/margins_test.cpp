#include "trees/margins.h"

#include <gtest/gtest.h>

#include <cmath>

namespace epochlab::core {
namespace {

struct MarginRow {
    const char* what;
    std::int64_t groups;
    std::vector<float> margins;
    std::vector<std::int32_t> labels;
    double loss;
    double accuracy;
};

const MarginRow marginRows[]{
    {"two classes know nothing", 1, {0.0F, 0.0F}, {0, 1}, std::log(2.0), 0.5},
    {"two classes, sure and right", 1, {40.0F, -40.0F}, {1, 0}, 0.0, 1.0},
    {"two classes, sure and wrong", 1, {1000.0F, -1000.0F}, {0, 1}, 1000.0, 0.0},
    {"three classes know nothing: the first of equals", 3, {0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F}, {0, 2}, std::log(3.0), 0.5},
    {"three classes", 3, {1.0F, 0.0F, -1.0F}, {1}, std::log(std::exp(1.0) + 1.0 + std::exp(-1.0)), 0.0},
    {"margins that exp() cannot take", 3, {900.0F, 0.0F, -900.0F}, {1}, 900.0, 0.0},
    {"no rows", 3, {}, {}, 0.0, 0.0},
};

TEST(Margins, AreALossAndAnAccuracy) {
    for (const MarginRow& row : marginRows) {
        const Evaluation evaluation = evaluateMargins(row.margins, row.labels, row.groups);
        EXPECT_NEAR(evaluation.loss, row.loss, 1e-12) << row.what;
        EXPECT_EQ(evaluation.accuracy, row.accuracy) << row.what;
        EXPECT_EQ(evaluation.rows, static_cast<std::int64_t>(row.labels.size())) << row.what;
    }
}

TEST(Margins, AreProbabilitiesThatSumToOne) {
    for (const MarginRow& row : marginRows) {
        const std::vector<float> shares = probabilitiesOfMargins(row.margins, row.groups);
        const std::size_t classes = row.groups == 1 ? 2 : static_cast<std::size_t>(row.groups);
        ASSERT_EQ(shares.size(), row.labels.size() * classes) << row.what;
        for (std::size_t i = 0; i < shares.size(); i += classes) {
            double sum = 0.0;
            for (std::size_t c = 0; c < classes; ++c) sum += shares[i + c];
            EXPECT_NEAR(sum, 1.0, 1e-6) << row.what;
        }
        if (row.labels.size() != 1) continue;
        EXPECT_NEAR(shares[static_cast<std::size_t>(row.labels[0])], std::exp(-row.loss), 1e-6) << row.what;
    }
}

TEST(Margins, AreFinite) {
    EXPECT_TRUE(allFinite(std::vector<float>{0.0F, -1.0F}));
    EXPECT_FALSE(allFinite(std::vector<float>{0.0F, INFINITY}));
    EXPECT_FALSE(allFinite(std::vector<float>{NAN}));
}

} // namespace
} // namespace epochlab::core
