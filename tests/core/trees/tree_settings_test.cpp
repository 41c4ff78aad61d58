#include "trees/tree_settings.h"

#include "run/estimate.h"
#include "support/config.h"

namespace epochlab::core {
namespace {

using namespace test;

constexpr TreeRows cities{106'897, 2};
constexpr TreeRows pixels{1'540, 64 * 64 * 3};

struct MethodRow {
    const char* what;
    TreeRows data;
    Fields fields;
    const char* method;
};

const MethodRow methodRows[]{{"few columns", cities, {}, "hist"},
                             {"pixels: 3 GiB of histograms", pixels, {}, "exact"},
                             {"pixels in 64 bins", pixels, {{"max-bin", "64"}}, "hist"},
                             {"pixels in shallow trees", pixels, {{"max-depth", "3"}}, "hist"},
                             {"asked for", pixels, {{"tree-method", "approx"}}, "approx"},
                             {"asked for", cities, {{"tree-method", "exact"}}, "exact"},
                             {"few rows have few bins", {10, 1'000'000}, {}, "exact"},
                             {"no rows", {0, 2}, {}, "hist"}};

TEST(TreeSettings, ChooseAMethodByTheSizeOfTheData) {
    for (const MethodRow& row : methodRows)
        EXPECT_EQ(treeMethodOf(configOf({{"model", "xgboost"}}, row.fields), row.data), row.method) << row.what;
}

struct MemoryRow {
    const char* what;
    TreeRows data;
    Fields fields;
    double gibibytes;
    double tolerance;
};

// Peaks of XGBoost 1.7.4 less what the process held before.
const MemoryRow memoryRows[]{{"pixels, exact", pixels, {}, 0.29, 0.02},
                             {"pixels, 256 bins", pixels, {{"tree-method", "hist"}}, 3.35, 0.3},
                             {"pixels, 64 bins", pixels, {{"max-bin", "64"}}, 1.0, 0.3}};

TEST(TreeSettings, KnowWhatMemoryTreesTake) {
    for (const MemoryRow& row : memoryRows) {
        const auto bytes = treeWorkBytes(configOf({{"model", "xgboost"}}, row.fields), row.data);
        EXPECT_NEAR(static_cast<double>(bytes) / 0x1p30, row.gibibytes, row.tolerance) << row.what;
    }
}

TEST(TreeSettings, AreEstimatedBeforeTheRun) {
    const DataSize size{cities.rows, cities.rows + 26'726, 2, 33};
    const RunEstimate estimate = estimateRun(configOf({{"model", "xgboost"}, {"rounds", "10"}}), size, 1.0);
    EXPECT_EQ(estimate.trees, 330);
    EXPECT_EQ(estimate.parameters, 0);
    EXPECT_EQ(estimate.stepsPerEpoch, 1);
    EXPECT_GT(estimate.seconds, 1.0);
    EXPECT_LT(estimate.seconds, 10.0); // 2.5 here
    EXPECT_GT(estimate.memoryBytes, 4 * size.evaluatedRows * 33);
    const RunEstimate halved = estimateRun(configOf({{"model", "xgboost"}, {"rounds", "5"}}), size, 1.0);
    EXPECT_DOUBLE_EQ(halved.seconds, estimate.seconds / 2);
}

/// 64 × 64 × 3 pixels or 512 features, of which the network has to make each once.
TEST(TreeSettings, AreEstimatedOnFeatures) {
    const DataSize faces{1540, 2200, 0, 2, PictureFacts{224, true, false}};
    const Fields fields{{"data", "faces"}, {"model", "xgboost"}, {"threads", "2"}, {"tree-method", "exact"}};
    const RunEstimate onPixels = estimateRun(configOf(fields), faces, 1.0);
    const RunEstimate onFeatures = estimateRun(configOf(fields, {{"inputs", "features"}}), faces, 1.0);
    EXPECT_EQ(onPixels.featureSeconds, 0.0);
    EXPECT_NEAR(onFeatures.featureSeconds, 2200 * 1.81e9 / 160e9, 2.0);
    EXPECT_LT(onFeatures.seconds, onPixels.seconds / 10);
    EXPECT_GT(onFeatures.memoryBytes, 2200 * 224 * 224 * 3) << "the pictures stay at hand";
}

} // namespace
} // namespace epochlab::core
