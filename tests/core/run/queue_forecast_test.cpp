#include "run/queue_forecast.h"

#include "data/load.h"
#include "run/scheduler.h"
#include "support/config.h"
#include "support/recording_observer.h"
#include "support/scripted_trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <numeric>

using namespace epochlab::core;
using namespace epochlab::test;

namespace {

TEST(QueuePlan, placesRunsInOrderOnTheCores) {
    using Works = std::vector<QueuedWork>;
    const struct {
        const char* name;
        Works running;
        Works waiting;
        int cores;
        double seconds;
        std::int64_t bytes;
    } rows[] = {{"nothing", {}, {}, 2, 0.0, 0},
                {"one after another", {}, {{3, 1, 5}, {2, 1, 7}}, 1, 5.0, 7},
                {"side by side", {}, {{3, 1, 5}, {2, 1, 7}}, 2, 3.0, 12},
                {"in order, as cores get free", {}, {{3, 1, 1}, {1, 1, 1}, {1, 1, 1}, {2, 1, 1}}, 2, 4.0, 2},
                {"a wide one waits for both, and the next behind it", {}, {{3, 1, 1}, {2, 2, 10}, {1, 1, 1}}, 2, 6.0, 10},
                {"wider than the machine", {}, {{2, 64, 1}, {2, 64, 1}}, 4, 4.0, 1},
                {"running ones hold their cores", {{4, 1, 0}, {1, 1, 0}}, {{1, 1, 0}, {1, 2, 0}}, 2, 5.0, 0}};
    for (const auto& row : rows) {
        const QueuePlan plan = planQueue(row.running, row.waiting, row.cores);
        EXPECT_DOUBLE_EQ(plan.seconds, row.seconds) << row.name;
        EXPECT_EQ(plan.bytes, row.bytes) << row.name;
    }
}

TEST(QueuePlan, previewsRunsAndAsksOnceForEachDataSet) {
    int loads = 0;
    const DataSizes sizes = rememberedDataSizes([&loads](const ParamSet& config) -> Result<DatasetPointer> {
        ++loads;
        if (config.text("data") == "none.csv") return Error{ErrorCode::DataNotFound, "no file", "none.csv", ""};
        return smallDataset();
    });
    const ParamSet small = configOf({{"width", "4"}, {"data", "toy:moons"}});
    const ParamSet wide = configOf({{"width", "256"}, {"data", "toy:moons"}});
    const ParamSet missing = configOf({{"data", "none.csv"}});
    const std::vector<const ParamSet*> configs{&small, &wide, &wide, &small};
    const QueuePlan one = *previewRuns(configs, sizes, nullptr, 1);
    const QueuePlan two = *previewRuns(configs, sizes, nullptr, 2);
    EXPECT_EQ(loads, 1);
    EXPECT_NEAR(one.seconds, two.seconds * 2, 1e-9);
    EXPECT_EQ(one.bytes, estimateRun(wide, *sizes(wide), 1.0).memoryBytes);
    EXPECT_EQ(two.bytes, one.bytes * 2);
    const std::vector<const ParamSet*> bad{&small, &missing};
    EXPECT_EQ(previewRuns(bad, sizes, nullptr, 2).error().code, ErrorCode::DataNotFound);
}

/// What a configuration's step costs on this machine, which is not the estimate's: slower, by another law, with a fixed cost a run.
double scriptedSecondsPerStep(const ParamSet& config) {
    return 1e-3 * (1.0 + std::pow(static_cast<double>(config.integer("width")), 0.8)) * (config.boolean("batch-norm") ? 1.5 : 1.0);
}
constexpr double scriptedSecondsPerRun = 0.02;

/// Notes what the queue forecasts at each end, and when.
class ForecastReader final : public RunObserver {
public:
    void onEvent(Event event) override {
        if (std::holds_alternative<FinishedEvent>(event.payload))
            notes.push_back({now->load(), queue.load()->progress().remainingSeconds.value_or(-1.0)});
    }
    struct Note {
        double time;
        double remaining;
    };
    std::atomic<Scheduler*> queue = nullptr;
    const std::atomic<double>* now = nullptr;
    std::vector<Note> notes; ///< one core: one run at a time
};

/// Trains nothing, but moves the clock on as a machine would.
RunServices timedServices(std::atomic<double>& now) {
    RunServices services = scriptedServices({});
    services.findTrainer = [&now](const ParamSet& config) -> Result<std::shared_ptr<Trainer>> {
        Script script;
        script.onPrepare = [&now] { now = now + scriptedSecondsPerRun; };
        script.onStep = [&now, seconds = scriptedSecondsPerStep(config)](std::int64_t) { now = now + seconds; };
        return std::shared_ptr<Trainer>(std::make_shared<ScriptedTrainer>(std::move(script)));
    };
    return services;
}

/// Four widths, with and without batch norm, three lengths; a seed after the other, as a sweep's order may be.
std::vector<ParamSet> mixedRuns() {
    std::vector<ParamSet> configs;
    for (const char* seed : {"1", "2", "3", "4"})
        for (const char* width : {"4", "16", "64", "256"})
            for (const char* norm : {"false", "true"})
                for (const char* epochs : {"2", "5", "8"})
                    configs.push_back(configOf({{"width", width}, {"batch-norm", norm}, {"epochs", epochs}, {"seed", seed}}));
    return configs;
}

TEST(QueueForecast, isWithinAQuarterAfterAFifthOfTheWork) {
    std::atomic<double> now = 0.0;
    ForecastReader reader;
    reader.now = &now;
    Scheduler queue(timedServices(now), reader, 1, [&now] { return now.load(); });
    reader.queue = &queue;
    int id = 0;
    for (const ParamSet& config : mixedRuns()) queue.add({.id = std::to_string(id++), .config = config});
    queue.wait();
    const double end = now;
    ASSERT_EQ(reader.notes.size(), 96U);
    for (const ForecastReader::Note& note : reader.notes) {
        if (note.time < end / 5) continue;
        const double left = end - note.time;
        EXPECT_NEAR(note.remaining, left, 0.25 * left + 1e-9) << "at " << note.time << " of " << end;
    }
    EXPECT_EQ(reader.notes.back().remaining, 0.0);
}

/// Seconds that the cities took to train for two epochs with batch norm, on one core of a machine of two: a law that nobody made up.
struct MeasuredTraining {
    const char* batch;
    const char* layers;
    const char* width;
    double seconds;
};
constexpr MeasuredTraining measuredTrainings[] = {
    {"16", "1", "16", 0.0374},    {"16", "2", "16", 0.0316},   {"16", "6", "16", 0.0673},   {"16", "10", "16", 0.1155},
    {"16", "6", "8", 0.0683},     {"16", "6", "32", 0.2060},   {"16", "6", "64", 0.5150},   {"64", "1", "16", 0.0244},
    {"64", "2", "16", 0.0169},    {"64", "6", "16", 0.0318},   {"64", "10", "16", 0.0462},  {"64", "6", "8", 0.0195},
    {"64", "6", "32", 0.0747},    {"64", "6", "64", 0.2157},   {"256", "1", "16", 0.0145},  {"256", "2", "16", 0.0188},
    {"256", "6", "16", 0.0360},   {"256", "10", "16", 0.0418}, {"256", "6", "8", 0.0268},   {"256", "6", "32", 0.0745},
    {"256", "6", "64", 0.2135},   {"1024", "1", "16", 0.0120}, {"1024", "2", "16", 0.0152}, {"1024", "6", "16", 0.0278},
    {"1024", "10", "16", 0.0429}, {"1024", "6", "8", 0.0187},  {"1024", "6", "32", 0.0936}, {"1024", "6", "64", 0.2846}};

/// Four rates of each, for fifty epochs, on one core, in a given order: how far off the forecast is at worst after a fifth of the time.
double worstForecast(std::vector<MeasuredTraining> order) {
    const DatasetPointer cities = *loadDataset(configOf({}));
    QueueForecast forecast(nullptr, 1);
    std::vector<std::shared_ptr<const ParamSet>> waiting;
    std::vector<double> durations;
    for (const MeasuredTraining& one : order)
        for (int rate = 0; rate < 4; ++rate) {
            waiting.push_back(std::make_shared<const ParamSet>(configOf({{"batch-norm", "true"},
                                                                         {"epochs", "50"},
                                                                         {"batch-size", one.batch},
                                                                         {"hidden-layers", one.layers},
                                                                         {"width", one.width}})));
            durations.push_back(0.02 + 25.0 * one.seconds);
        }
    const double end = std::accumulate(durations.begin(), durations.end(), 0.0);
    double now = 0.0;
    double worst = 0.0;
    for (std::size_t run = 0; run < durations.size(); ++run) {
        const RunId id = std::to_string(run);
        forecast.began(id, *waiting[run], now);
        StartedEvent started{*waiting[run], nullptr, cities, {}, 50};
        started.shape.stepsPerEpoch = estimateRun(*waiting[run], dataSizeOf(*cities), 1.0).stepsPerEpoch;
        forecast.hear({id, started}, now);
        now += durations[run];
        FinishedEvent finished;
        finished.epochs = 50;
        forecast.hear({id, finished}, now);
        forecast.ended(id);
        const double left = end - now;
        if (now < end / 5 || left < end / 50) continue;
        const double told = forecast.remaining(std::span(waiting).subspan(run + 1), now).value();
        worst = std::max(worst, std::abs(told / left - 1.0));
    }
    return worst;
}

TEST(QueueForecast, ofARealSweepIsWithinAQuarterInEachOrder) {
    const auto sorted = [](auto key, bool descending) {
        std::vector<MeasuredTraining> order(std::begin(measuredTrainings), std::end(measuredTrainings));
        std::ranges::stable_sort(order, {}, [&](const MeasuredTraining& one) { return descending ? -key(one) : key(one); });
        return order;
    };
    const auto batch = [](const MeasuredTraining& one) { return std::atoi(one.batch); };
    const auto size = [](const MeasuredTraining& one) { return 1000 * std::atoi(one.layers) + std::atoi(one.width); };
    EXPECT_LT(worstForecast(sorted(batch, false)), 0.25) << "small batches first";
    EXPECT_LT(worstForecast(sorted(batch, true)), 0.25) << "large batches first";
    EXPECT_LT(worstForecast(sorted(size, false)), 0.25) << "small networks first";
    EXPECT_LT(worstForecast(sorted(size, true)), 0.25) << "large networks first";
}

TEST(QueueForecast, ofRunsUnderWayGoesByTheStepsThatAreDone) {
    QueueForecast forecast(nullptr, 1);
    const auto config = std::make_shared<const ParamSet>(configOf({{"epochs", "10"}}));
    const std::vector<std::shared_ptr<const ParamSet>> waiting{config, config};
    EXPECT_EQ(forecast.remaining(waiting, 0.0), std::nullopt);
    forecast.began("a", *config, 100.0);
    EXPECT_EQ(forecast.remaining(waiting, 100.0), std::nullopt);
    StartedEvent started{*config, nullptr, smallDataset(), {}, 10};
    started.shape.stepsPerEpoch = 1;
    forecast.hear({"a", started}, 100.0);
    EXPECT_GT(forecast.remaining(waiting, 100.0).value(), 0.0) << "from the estimate alone";
    ProgressEvent progress;
    progress.step = 4;
    forecast.hear({"a", progress}, 108.0);
    EXPECT_DOUBLE_EQ(forecast.shareOf("a"), 0.4);
    EXPECT_NEAR(forecast.remaining(waiting, 108.0).value(), 12.0 + 2 * 20.0, 0.1) << "to begin each run takes a little";
    forecast.stoodStill(1000.0);
    forecast.hear({"a", progress}, 1108.0);
    EXPECT_NEAR(forecast.remaining(waiting, 1108.0).value(), 12.0 + 2 * 20.0, 0.1);
    FinishedEvent finished;
    finished.epochs = 10;
    forecast.hear({"a", finished}, 1120.0);
    forecast.ended("a");
    EXPECT_NEAR(forecast.remaining(waiting, 1120.0).value(), 40.0, 0.1);
    EXPECT_EQ(forecast.shareOf("a"), 0.0);
}

} // namespace
