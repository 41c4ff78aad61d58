#include "mlp/architecture.h"

#include "support/config.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

using test::configOf;
using test::Fields;

TEST(Architecture, CountsParameters) {
    const auto count = [](const Fields& fields) { return makeArchitecture(configOf(fields), 2, 33).parameterCount; };
    EXPECT_EQ(count({{"hidden-layers", "0"}}), 2 * 33 + 33);
    EXPECT_EQ(count({{"hidden-layers", "1"}, {"width", "16"}}), 2 * 16 + 16 + 16 * 33 + 33);
    EXPECT_EQ(count({{"hidden-layers", "2"}, {"width", "16"}, {"batch-norm", "true"}}), 48 + 32 + 272 + 32 + 16 * 33 + 33);
    EXPECT_EQ(count({{"hidden-layers", "1"}, {"width", "16"}, {"sine-features", "4"}}), 8 * 16 + 16 + 16 * 33 + 33);
}

TEST(Architecture, SlotsTileTheBufferInOrder) {
    const MlpArchitecture architecture = makeArchitecture(configOf({{"hidden-layers", "3"}, {"batch-norm", "true"}}), 2, 5);
    std::int64_t next = 0;
    for (const ParameterSlot& slot : architecture.slots) {
        EXPECT_EQ(slot.offset, next) << slot.name;
        next += slot.size;
    }
    EXPECT_EQ(next, architecture.parameterCount);
    EXPECT_EQ(architecture.slots.front().name, "layers.0.weight");
    EXPECT_EQ(architecture.slots.back().name, "layers.3.bias");
    EXPECT_EQ(architecture.layerNames(), (std::vector<std::string>{"layer 0", "layer 1", "layer 2", "output"}));
}

TEST(InitialParameters, DefaultIsPyTorchsUniform) {
    const ParamSet config = configOf({{"hidden-layers", "1"}, {"width", "400"}});
    const MlpArchitecture architecture = makeArchitecture(config, 100, 3);
    const std::vector<float> flat = initialParameters(architecture, config);
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < 40000; ++i) {
        EXPECT_LE(std::abs(flat[i]), 0.1F);
        sum += flat[i];
        squares += flat[i] * flat[i];
    }
    EXPECT_NEAR(sum / 40000, 0.0, 0.001);
    EXPECT_NEAR(squares / 40000, 0.01 / 3.0, 0.0001);
    EXPECT_NE(flat[40000], 0.0F) << "the bias is drawn too";
}

TEST(InitialParameters, HeHasItsVarianceAndZeroBiases) {
    const ParamSet config = configOf({{"hidden-layers", "1"}, {"width", "400"}, {"initialization", "he"}});
    const MlpArchitecture architecture = makeArchitecture(config, 100, 3);
    const std::vector<float> flat = initialParameters(architecture, config);
    double squares = 0.0;
    for (std::size_t i = 0; i < 40000; ++i) squares += flat[i] * flat[i];
    EXPECT_NEAR(squares / 40000, 0.02, 0.001);
    EXPECT_EQ(flat[40000], 0.0F);
}

TEST(InitialParameters, FollowTheSeedAndStartNormsAtOne) {
    const auto make = [](const std::string& seed) {
        const ParamSet config = configOf({{"seed", seed}, {"batch-norm", "true"}, {"hidden-layers", "1"}});
        return initialParameters(makeArchitecture(config, 2, 3), config);
    };
    EXPECT_EQ(make("1"), make("1"));
    EXPECT_NE(make("1"), make("2"));
    EXPECT_EQ(make("1")[48], 1.0F);
    EXPECT_EQ(make("1")[64], 0.0F);
}

TEST(InputTransform, StandardisesByTheTrainingRows) {
    TableRows rows;
    rows.count = 4;
    rows.features = {1, 7, 2, 7, 3, 7, 4, 7};
    const InputTransform transform = fitInputTransform(configOf({}), rows, 2);
    const std::vector<float> x = transform.apply(rows.features.data(), 4, 2);
    EXPECT_NEAR(x[0], -1.5 / std::sqrt(1.25), 1e-6);
    EXPECT_NEAR(x[6], 1.5 / std::sqrt(1.25), 1e-6);
    EXPECT_EQ(x[1], 0.0F) << "a constant column";
}

TEST(InputTransform, ReplacesFeaturesBySines) {
    TableRows rows;
    rows.count = 1;
    rows.features = {0.5F, -2.0F};
    const ParamSet config = configOf({{"standardize", "false"}, {"sine-features", "2"}, {"sine-maximum", "3"}});
    const std::vector<float> x = fitInputTransform(config, rows, 2).apply(rows.features.data(), 1, 2);
    const std::vector<double> expected{std::sin(0.75), std::sin(1.5), std::sin(-3.0), std::sin(-6.0)};
    ASSERT_EQ(x.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(x[i], expected[i], 1e-6);
}

TEST(BatchPlan, CutsRowsAndMergesALastBatchOfOneUnderBatchNorm) {
    using Starts = std::vector<std::int64_t>;
    EXPECT_EQ(makeBatchPlan(10, 4, false).starts, (Starts{0, 4, 8, 10}));
    EXPECT_EQ(makeBatchPlan(9, 4, false).starts, (Starts{0, 4, 8, 9}));
    EXPECT_EQ(makeBatchPlan(9, 4, true).starts, (Starts{0, 4, 9}));
    EXPECT_TRUE(makeBatchPlan(9, 4, true).merged);
    EXPECT_FALSE(makeBatchPlan(8, 4, true).merged);
    EXPECT_EQ(makeBatchPlan(3, 100, true).starts, (Starts{0, 3}));
}

} // namespace
} // namespace epochlab::core
