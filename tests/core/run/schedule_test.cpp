#include "run/estimate.h"
#include "run/rate_change.h"
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

TEST(Schedule, ChangedOnTheWayItIsCountedFromThere) {
    using Kind = Schedule::Kind;
    const Schedule constant{.baseRate = 1.0, .epochs = 10, .stepsPerEpoch = 10};
    const Schedule cosine{.kind = Kind::Cosine, .baseRate = 1.0, .epochs = 10, .stepsPerEpoch = 10};
    const Schedule warm{.baseRate = 1.0, .warmupEpochs = 2.0, .epochs = 10, .stepsPerEpoch = 10};
    const ScheduleShape toZero{.kind = Kind::Cosine};
    const ScheduleShape toFifth{.kind = Kind::Cosine, .minimumShare = 0.2};
    const ScheduleShape halves{.kind = Kind::Step, .stepFactor = 0.5, .stepEveryEpochs = 2.0};
    struct Row {
        const char* name;
        Schedule before;
        RateChange change; ///< its step counts from 1
        std::int64_t step;
        double rate;
    };
    for (const Row& row :
         {Row{"before it", constant, {41, 0.0, toZero}, 39, 1.0}, Row{"its first step", constant, {41, 0.0, toZero}, 40, 1.0},
          Row{"half of what is left", constant, {41, 0.0, toZero}, 70, 0.5}, Row{"the end", constant, {41, 0.0, toZero}, 100, 0.0},
          Row{"the end's share", constant, {41, 0.0, toFifth}, 100, 0.2},
          Row{"what held goes on", cosine, {51, 0.0, {{.kind = Kind::Constant}}}, 90, 0.5},
          Row{"a rate of its own", cosine, {51, 0.3, {{.kind = Kind::Constant}}}, 90, 0.3},
          Row{"a cosine begins anew", cosine, {51, 0.0, toZero}, 75, 0.25}, Row{"no cut yet", constant, {26, 0.0, halves}, 44, 1.0},
          Row{"first cut", constant, {26, 0.0, halves}, 45, 0.5}, Row{"third cut", constant, {26, 0.0, halves}, 85, 0.125},
          Row{"the warm-up goes on", warm, {6, 0.0, toZero}, 9, 0.5}, Row{"and ends", warm, {6, 0.0, toZero}, 20, 1.0},
          Row{"then half the cosine", warm, {6, 0.0, toZero}, 60, 0.5}, Row{"cuts after the warm-up", warm, {6, 0.0, halves}, 40, 0.5},
          Row{"not before", warm, {6, 0.0, halves}, 39, 1.0}, Row{"a rate alone", cosine, {51, 2.0}, 50, 1.0}}) {
        RateCourse course(row.before);
        course.change(row.change);
        EXPECT_NEAR(course.rateAt(row.step), row.rate, 1e-12) << row.name;
    }
}

TEST(Schedule, OneAtItsEndStillHasARateToGoOnWith) {
    const Schedule cosine{.kind = Schedule::Kind::Cosine, .baseRate = 1.0, .epochs = 10, .stepsPerEpoch = 10};
    EXPECT_EQ(changedSchedule(cosine, {101, 0.0, ScheduleShape{}}).baseRate, 1e-10) << "what a flag can say";
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
