#include "run/estimate.h"
#include "run/schedule.h"

#include <gtest/gtest.h>

using namespace epochlab::core;

namespace {

TEST(Schedule, RateAtStep) {
    using Kind = Schedule::Kind;
    struct Row {
        const char* name;
        Schedule schedule;
        std::int64_t step;
        double rate;
    };
    const Schedule cosine{.kind = Kind::Cosine, .baseRate = 1.0, .minimumShare = 0.2, .epochs = 10, .stepsPerEpoch = 10};
    const Schedule step{.kind = Kind::Step, .baseRate = 1.0, .stepFactor = 0.5, .stepEveryEpochs = 2.0, .epochs = 10, .stepsPerEpoch = 10};
    const Schedule warm{.baseRate = 1.0, .warmupEpochs = 2.0, .epochs = 10, .stepsPerEpoch = 10};
    const Schedule warmCosine{.kind = Kind::Cosine, .baseRate = 1.0, .warmupEpochs = 2.0, .epochs = 10, .stepsPerEpoch = 10};
    const std::vector<Row> rows{
        {"constant", Schedule{.baseRate = 0.3}, 1000, 0.3},
        {"step, first", step, 19, 1.0},
        {"step, second", step, 20, 0.5},
        {"step, third", step, 40, 0.25},
        {"cosine, start", cosine, 0, 1.0},
        {"cosine, middle", cosine, 50, 0.6},
        {"cosine, end", cosine, 100, 0.2},
        {"warm-up, first", warm, 0, 0.05},
        {"warm-up, last", warm, 19, 1.0},
        {"after warm-up", warm, 20, 1.0},
        {"cosine begins after warm-up", warmCosine, 20, 1.0},
        {"cosine's middle after warm-up", warmCosine, 60, 0.5},
    };
    for (const Row& row : rows) EXPECT_NEAR(row.schedule.rateAt(row.step), row.rate, 1e-12) << row.name;
}

TEST(Schedule, IsMadeFromTheForm) {
    ParamSet config(mlpParams());
    ASSERT_TRUE(config.setText("schedule", "step").ok());
    ASSERT_TRUE(config.setText("learning-rate", "0.5").ok());
    ASSERT_TRUE(config.setText("schedule-every", "3").ok());
    const Schedule schedule = makeSchedule(config, 7);
    EXPECT_EQ(schedule.rateAt(20), 0.5);
    EXPECT_EQ(schedule.rateAt(21), 0.05);
}

TEST(Estimate, CountsParametersAndSteps) {
    ParamSet config(mlpParams());
    struct Row {
        const char* layers;
        const char* width;
        const char* norm;
        std::int64_t rows, parameters, steps;
    };
    // cities: 2 features; default batch size 256.
    for (const Row& row : {Row{"0", "16", "false", 256, 2 * 4 + 4, 1}, Row{"2", "16", "false", 257, 48 + 272 + 68, 2},
                           Row{"2", "16", "true", 257, 48 + 272 + 68 + 64, 1}}) {
        ASSERT_TRUE(config.setText("hidden-layers", row.layers).ok());
        ASSERT_TRUE(config.setText("width", row.width).ok());
        ASSERT_TRUE(config.setText("batch-norm", row.norm).ok());
        const RunEstimate estimate = estimateRun(config, {row.rows, row.rows, 2, 4}, 1.0);
        EXPECT_EQ(estimate.parameters, row.parameters);
        EXPECT_EQ(estimate.stepsPerEpoch, row.steps);
        EXPECT_GT(estimate.seconds, 0.0);
        EXPECT_DOUBLE_EQ(estimateRun(config, {row.rows, row.rows, 2, 4}, 2.0).seconds, estimate.seconds / 2.0);
    }
}

} // namespace
