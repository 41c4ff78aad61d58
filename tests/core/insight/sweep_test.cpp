// What fields matter, and runs as lines through them, on constructed tables.
#include "core/compare/runs.h"
#include "insight/importance.h"
#include "insight/parallel_plot.h"

#include "base/random.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>

namespace epochlab::core {
namespace {

using testing::HasSubstr;

constexpr const char* accuracy = "validation_accuracy";

ComparedRun run(std::string id, const test::Fields& fields, double value) {
    return test::comparedRun(std::move(id), fields, test::bestEpoch(value));
}

/// Rates × widths × seeds, with the accuracy that `value` gives.
ComparedRuns grid(const std::function<double(int rate, int width, int seed)>& value) {
    ComparedRuns runs;
    for (int rate = 0; rate < 3; ++rate)
        for (int width = 0; width < 2; ++width)
            for (int seed = 0; seed < 4; ++seed)
                runs.push_back(run(std::to_string(runs.size()),
                                   {{"learning-rate", std::to_string(std::pow(10.0, -rate))},
                                    {"width", std::to_string(8 << width)},
                                    {"seed", std::to_string(seed)}},
                                   value(rate, width, seed)));
    return runs;
}

double noise(int place) { return RandomStream({.seed = 5, .purpose = RandomPurpose::ToyData, .epoch = std::uint32_t(place)}).normal(); }

const FieldShare& shareOf(const Importance& importance, const std::string& field) {
    const auto found = std::ranges::find(importance.fields, field, &FieldShare::field);
    EXPECT_NE(found, importance.fields.end()) << field;
    return *found;
}

TEST(Importance, SharesAreThoseOfABalancedTable) {
    // rate does −1, 0, 1, width ±1: sums of squares 16 and 24 of 40
    const Result<Importance> importance =
        importanceOf(grid([](int rate, int width, int) { return 0.5 + 0.1 * ((rate - 1) + (2 * width - 1)); }), {accuracy});
    ASSERT_TRUE(importance);
    EXPECT_EQ(importance->runs, 24U);
    EXPECT_NEAR(shareOf(*importance, "learning-rate").share, 0.4, 1e-9);
    EXPECT_NEAR(shareOf(*importance, "width").share, 0.6, 1e-9);
    EXPECT_NEAR(shareOf(*importance, "seed").share, 0.0, 1e-9);
    EXPECT_EQ(importance->fields.front().field, "width") << "the largest first";
    EXPECT_TRUE(shareOf(*importance, "learning-rate").isClear());
    EXPECT_FALSE(shareOf(*importance, "seed").isClear());
    EXPECT_THAT(importanceWords(*importance),
                HasSubstr("Width explains 60 % of the variance of the validation accuracy, learning rate 40 %; seed cannot be told from"));
}

TEST(Importance, ASmallEffectBesideALargeOneIsFoundInAGrid) {
    const auto value = [](int rate, int width, int seed) {
        return 0.5 + 0.2 * rate + 0.01 * width + 0.002 * noise(100 * rate + 10 * width + seed);
    };
    const Result<Importance> importance = importanceOf(grid(value), {accuracy});
    ASSERT_TRUE(importance);
    EXPECT_LT(shareOf(*importance, "width").share, 0.01);
    EXPECT_TRUE(shareOf(*importance, "width").isClear()) << "among runs alike in all else";
}

TEST(Importance, NoiseIsCalledNoise) {
    int clear = 0;
    for (int table = 0; table < 40; ++table) {
        const Result<Importance> importance = importanceOf(
            grid([table](int rate, int width, int seed) { return 0.5 + 0.01 * noise(1000 * table + 100 * rate + 10 * width + seed); }),
            {accuracy});
        ASSERT_TRUE(importance);
        clear += std::ranges::any_of(importance->fields, &FieldShare::isClear) ? 1 : 0;
    }
    EXPECT_LE(clear, 6) << "of 40 tables about 2 by chance";
}

TEST(Importance, NumbersThatHardlyRepeatAreGrouped) {
    ComparedRuns runs;
    for (int i = 0; i < 30; ++i)
        runs.push_back(run(std::to_string(i), {{"learning-rate", std::to_string(0.001 * (i + 1))}, {"seed", std::to_string(i)}},
                           0.5 + 0.01 * (i / 6) + 0.0001 * noise(i)));
    const Result<Importance> importance = importanceOf(runs, {accuracy});
    ASSERT_TRUE(importance);
    const FieldShare& rate = shareOf(*importance, "learning-rate");
    EXPECT_TRUE(rate.grouped);
    EXPECT_EQ(rate.levels, 5U);
    EXPECT_GT(rate.share, 0.99);
    EXPECT_TRUE(rate.isClear());
    EXPECT_THAT(importance->unspeakable, testing::ElementsAre("seed"));
}

TEST(Importance, SaysWhatIsMissing) {
    ComparedRuns runs = grid([](int rate, int, int) { return 0.1 * rate; });
    for (std::size_t i = 0; i < 15; ++i) runs[i].state = "diverged";
    EXPECT_THAT(importanceOf(runs, {accuracy}).error().what, HasSubstr("there are 9"));
    runs[0].state = "finished";
    const Result<Importance> enough = importanceOf(runs, {accuracy});
    ASSERT_TRUE(enough);
    EXPECT_EQ(enough->leftOut, 14U);
    EXPECT_THAT(importanceOf(grid([](int, int, int) { return 0.5; }), {accuracy}).error().what, HasSubstr("the same"));
    EXPECT_THAT(importanceOf(ComparedRuns(12, run("1", {}, 0.5)), {accuracy}).error().what, HasSubstr("differ in no setting"));
}

TEST(ParallelPlot, PlacesNumbersBySizeAndTheMetricLast) {
    ComparedRuns runs{run("a", {{"learning-rate", "0.001"}, {"optimizer", "adam"}}, 0.5),
                      run("b", {{"learning-rate", "0.01"}, {"optimizer", "sgd"}}, 0.75),
                      run("c", {{"learning-rate", "0.1"}, {"optimizer", "momentum"}}, 1.0)};
    runs[0].state = "diverged";
    const ParallelPlot plot = parallelPlot(runs, {accuracy});
    ASSERT_EQ(plot.axes.size(), 3U);
    EXPECT_EQ(plot.axes[0].field, "learning-rate");
    EXPECT_TRUE(plot.axes[0].logarithmic);
    EXPECT_NEAR(*plot.lines[1].places[0], 0.5, 1e-9);
    EXPECT_EQ(plot.axes[0].ticks[2].text, "0.1");
    EXPECT_NEAR(*plot.lines[2].places[1], 1.0, 1e-9) << "the last choice";
    EXPECT_FALSE(plot.lines[0].places.back()) << "what diverged has no value";
    EXPECT_NEAR(*plot.lines[1].places.back(), 0.0, 1e-9);
    EXPECT_NEAR(*plot.lines[2].places.back(), 1.0, 1e-9);
    EXPECT_EQ(plot.axes.back().field, accuracy);
}

TEST(ParallelPlot, WhatDoesNotCountStandsApart) {
    const ComparedRuns runs{run("a", {{"schedule", "step"}, {"schedule-factor", "0.5"}}, 0.5),
                            run("b", {{"schedule", "step"}, {"schedule-factor", "0.1"}}, 0.6), run("c", {}, 0.7)};
    const ParallelPlot plot = parallelPlot(runs, {accuracy});
    const auto axis = std::ranges::find(plot.axes, "schedule-factor", &ParallelAxis::field);
    ASSERT_NE(axis, plot.axes.end());
    const auto at = static_cast<std::size_t>(axis - plot.axes.begin());
    EXPECT_DOUBLE_EQ(*plot.lines[2].places[at], 0.0);
    EXPECT_GT(*plot.lines[1].places[at], 0.1);
    EXPECT_EQ(axis->ticks.front().text, "–");
    const TextTable table = parallelTable(plot, runs, TableFormat::Csv);
    EXPECT_EQ(table.rows[2][at + 1].text, "");
    EXPECT_EQ(table.rows[0][at + 1].text, "0.5");
}

} // namespace
} // namespace epochlab::core
