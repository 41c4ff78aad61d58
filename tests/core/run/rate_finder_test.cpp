#include "run/rate_finder.h"

#include "run/loop_state.h"
#include "support/config.h"
#include "support/scripted_trainer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

using namespace epochlab::core;
using namespace epochlab::test;

namespace {

using Curve = std::function<double(double rate)>;

/// Falls from 2 to 0.5 around `middle`, steepest there, and rises with the rate from 1 on.
Curve fallsAround(double middle) {
    return
        [middle](double rate) { return 0.5 + 1.5 / (1.0 + std::exp(4.0 * (std::log10(rate) - std::log10(middle)))) + std::pow(rate, 3.0); };
}

RateTest testOf(const Curve& loss, std::int64_t steps = 200, double lowest = 1e-6, double highest = 10.0) {
    RateCurve curve(lowest, highest, steps);
    for (std::int64_t step = 0; curve.add(loss(curve.rateOf(step))); ++step) {
    }
    return curve.judged(false);
}

TEST(RateCurve, RisesGeometrically) {
    const RateCurve curve(1e-4, 1.0, 5);
    const double expected[] = {1e-4, 1e-3, 1e-2, 1e-1, 1.0};
    for (int i = 0; i < 5; ++i) EXPECT_NEAR(curve.rateOf(i) / expected[i], 1.0, 1e-12);
}

TEST(RateCurve, SmoothsWithoutTheBiasOfItsStart) {
    RateCurve curve(1e-4, 1.0, 100); // looks back over 5
    for (int i = 0; i < 8; ++i) curve.add(3.0);
    for (const RatePoint& point : curve.points()) EXPECT_NEAR(point.smoothed, 3.0, 1e-12);
    curve.add(8.0);
    EXPECT_GT(curve.points().back().smoothed, 4.0);
    EXPECT_LT(curve.points().back().smoothed, 4.3); // 3 + 5 / 5, and a little for the short past
}

TEST(RateCurve, SuggestsWhereTheLossFallsSteepest) {
    for (const double middle : {1e-4, 1e-3, 3e-2}) {
        for (const std::int64_t steps : {100, 200, 1000}) {
            const RateTest test = testOf(fallsAround(middle), steps);
            ASSERT_TRUE(test.suggestion) << middle << ", " << steps;
            // The average looks back over a twentieth of seven decades.
            EXPECT_GE(std::log10(*test.suggestion / middle), -0.05) << middle << ", " << steps;
            EXPECT_LE(std::log10(*test.suggestion / middle), 0.45) << middle << ", " << steps;
            EXPECT_EQ(test.end, RateTestEnd::LossRose) << middle;
            EXPECT_NE(test.verdict.find("The loss falls steepest at "), std::string::npos) << test.verdict;
        }
    }
}

TEST(RateCurve, EndsWhereTheSmoothedLossPassesFourTimesItsLeast) {
    const RateTest test = testOf(fallsAround(1e-3));
    double least = 1e9;
    for (const RatePoint& point : test.points) {
        if (&point != &test.points.back()) {
            least = std::min(least, point.smoothed);
            EXPECT_LE(point.smoothed, 4.0 * least + 1e-12);
        }
    }
    EXPECT_GT(test.points.back().smoothed, 4.0 * least);
}

TEST(RateCurve, SaysWhyThereIsNoSuggestion) {
    struct Row {
        const char* name;
        Curve loss;
        RateTestEnd end;
        const char* verdict;
    };
    const auto scatter = [place = 0.0](double) mutable {
        place += 1.0;
        return 1.0 + 0.2 * std::sin(12.9898 * place * place);
    };
    for (const Row& row :
         {Row{"flat", [](double) { return 0.7; }, RateTestEnd::Completed, "does not fall between 1e-06 and 10"},
          Row{"only scatter", scatter, RateTestEnd::Completed, "does not fall"},
          Row{"rises", [](double rate) { return 1.0 + 1e4 * rate; }, RateTestEnd::LossRose, "rises before it falls"},
          Row{"bursts", [](double rate) { return rate > 1e-3 ? NAN : 1.0; }, RateTestEnd::NotFinite, "no longer finite before it falls"},
          Row{"bursts at once", [](double) { return INFINITY; }, RateTestEnd::NotFinite, "no longer finite"}}) {
        const RateTest test = testOf(row.loss);
        EXPECT_FALSE(test.suggestion) << row.name;
        EXPECT_EQ(test.end, row.end) << row.name;
        EXPECT_NE(test.verdict.find(row.verdict), std::string::npos) << row.name << ": " << test.verdict;
        for (const RatePoint& point : test.points) EXPECT_TRUE(std::isfinite(point.loss)) << row.name;
    }
}

TEST(RateCurve, SaysThatTheLossStillFallsAtTheEnd) {
    const RateTest test = testOf([](double rate) { return 2.0 - 0.1 * std::log10(rate / 1e-6); });
    EXPECT_TRUE(test.suggestion);
    EXPECT_NE(test.verdict.find("still falls at the highest rate"), std::string::npos) << test.verdict;
}

const Fields small{{"data", "toy:moons"}, {"epochs", "2"}};

TEST(RateFinder, TrainsOneSessionOverEpochEndsAndTellsEachPoint) {
    std::vector<std::int64_t> steps;
    std::vector<RatePoint> told;
    const auto services = scriptedServices({.stepsPerEpoch = 4, .onStep = [&](std::int64_t step) { steps.push_back(step); }});
    const Result<RateTest> test = findRate({.config = configOf(small), .lowest = 1e-5, .highest = 1.0, .steps = 50}, services, {},
                                           [&](const RatePoint& point) { told.push_back(point); });
    ASSERT_TRUE(test.ok());
    ASSERT_EQ(told.size(), test->points.size());
    EXPECT_EQ(steps.size(), told.size());
    EXPECT_EQ(steps.back(), static_cast<std::int64_t>(told.size()));
    EXPECT_GT(told.size(), 4U);
    EXPECT_TRUE(test->suggestion) << test->verdict; // weight² under gradient steps: steep until it overshoots
}

TEST(RateFinder, BeginsWithACheckpoint) {
    const RunServices services = scriptedServices({.stepsPerEpoch = 4});
    const auto trainer = services.findTrainer(configOf(small)).value();
    const auto session = trainer->prepare(configOf(small), smallDataset()).value();
    const std::vector<double> rates(4, 0.2);
    ASSERT_TRUE(session->advance(rates).ok());
    const double expected = session->evaluate(Split::Training)->loss;
    const auto from = std::make_shared<const RunCheckpoint>(RunCheckpoint{"", {}, session->saveState()});
    const Result<RateTest> test = findRate({.config = configOf(small), .from = from, .steps = 20}, services, {}, [](const RatePoint&) {});
    ASSERT_TRUE(test.ok());
    EXPECT_NEAR(test->points.front().loss, expected, 0.06); // the script's ripple
}

TEST(RateFinder, StopsAtTheNextBatch) {
    std::stop_source stop;
    const auto services = scriptedServices({.onStep = [&](std::int64_t step) {
        if (step == 7) stop.request_stop();
    }});
    const Result<RateTest> test = findRate({.config = configOf(small)}, services, stop.get_token(), [](const RatePoint&) {});
    ASSERT_TRUE(test.ok());
    EXPECT_EQ(test->end, RateTestEnd::Cancelled);
    EXPECT_EQ(test->points.size(), 7U);
    EXPECT_FALSE(test->suggestion);
}

TEST(RateFinder, ItsFailuresAreSentences) {
    struct Row {
        const char* name;
        RateFinderRequest request;
        Script script;
        ErrorCode code;
        const char* what;
    };
    const Error noEngine{ErrorCode::EngineMissing, "no engine", "", "none"};
    const ParamSet config = configOf(small);
    const std::vector<Row> rows{
        {"upside down", {.config = config, .lowest = 1.0, .highest = 0.1}, {}, ErrorCode::ConfigRange, "do not rise"},
        {"from nothing", {.config = config, .lowest = 0.0}, {}, ErrorCode::ConfigRange, "do not rise"},
        {"too short", {.config = config, .steps = 3}, {}, ErrorCode::ConfigRange, "3 batches are no test"},
        {"no engine", {.config = config}, {.prepareError = noEngine}, ErrorCode::EngineMissing, "no engine"},
        {"throws", {.config = config}, {.onStep = [](std::int64_t) { throw std::bad_alloc(); }}, ErrorCode::OutOfMemory, "memory ran out"}};
    for (const Row& row : rows) {
        const Result<RateTest> test = findRate(row.request, scriptedServices(row.script), {}, [](const RatePoint&) {});
        ASSERT_FALSE(test.ok()) << row.name;
        EXPECT_EQ(test.error().code, row.code) << row.name;
        EXPECT_NE(test.error().what.find(row.what), std::string::npos) << test.error().what;
    }
}

} // namespace
