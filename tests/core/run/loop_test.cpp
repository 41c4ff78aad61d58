#include "run/loop.h"

#include "support/config.h"
#include "support/recording_observer.h"
#include "support/scripted_trainer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace epochlab::core;
using namespace epochlab::test;

namespace {

/// A loop with a clock of the test's own, driven on the test's thread.
struct Bench {
    explicit Bench(Script script, const Fields& fields = {}) {
        request = std::make_unique<RunRequest>(RunRequest{"run", configOf({{"epochs", "4"}, {"learning-rate", "0.1"}}, fields)});
        const auto hook = script.onStep;
        script.onStep = [this, hook](std::int64_t step) {
            time += secondsPerStep;
            if (hook) hook(step);
        };
        session = std::move(ScriptedTrainer(script).prepare(request->config, smallDataset()).value());
    }

    RunLoop& loop() {
        if (!m_loop) m_loop.emplace(LoopParts{*request, *session, control, seen, budget, lease, watch});
        return *m_loop;
    }

    double time = 0.0;
    double secondsPerStep = 0.001;
    std::unique_ptr<RunRequest> request;
    std::unique_ptr<TrainingSession> session;
    RunControl control;
    RecordingObserver seen;
    CoreBudget budget{1};
    CoreBudget::Lease lease;
    Stopwatch watch{[this] { return time; }};

private:
    std::optional<RunLoop> m_loop;
};

const std::vector<std::string> exactSeries{"batch_loss",          "training_loss", "training_accuracy", "validation_loss",
                                           "validation_accuracy", "test_loss",     "test_accuracy",     "learning_rate"};

std::vector<double> joined(std::vector<double> first, const std::vector<double>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// Of all epochs and layers.
std::vector<double> updatesOf(Bench& bench) {
    std::vector<double> all;
    for (const GradientRow& row : bench.seen.all<GradientRow>()) all.insert(all.end(), row.updateRatios.begin(), row.updateRatios.end());
    return all;
}

TEST(RunLoop, GoesOnBitForBitFromACheckpointInMidEpoch) {
    const Fields fields{{"training-metrics", "running"}, {"schedule", "cosine"}, {"early-stopping", "3"}};
    for (const std::int64_t stopAfter : {1, 4, 6, 15}) {
        Bench straight({.stepsPerEpoch = 4}, fields);
        const FinishedEvent whole = straight.loop().run();

        RunControl* control = nullptr;
        Bench first({.stepsPerEpoch = 4,
                     .onStep =
                         [&](std::int64_t step) {
                             if (step == stopAfter) control->stop();
                         }},
                    fields);
        first.secondsPerStep = 1.0; // stretches of one batch
        control = &first.control;
        EXPECT_EQ(first.loop().run().end, RunEnd::Stopped);
        EXPECT_EQ(first.session->step(), stopAfter);
        const std::vector<std::byte> bytes = writeCheckpoint(first.loop().checkpoint());

        Bench second({.stepsPerEpoch = 4}, fields);
        const Result<RunCheckpoint> checkpoint = readCheckpoint(bytes);
        ASSERT_TRUE(checkpoint.ok());
        ASSERT_TRUE(second.loop().restore(checkpoint.value()).ok());
        const FinishedEvent rest = second.loop().run();

        for (const std::string& name : exactSeries)
            EXPECT_EQ(straight.seen.series(name), joined(first.seen.series(name), second.seen.series(name))) << name << stopAfter;
        EXPECT_EQ(straight.seen.all<GradientRow>().back().squaredNorms, second.seen.all<GradientRow>().back().squaredNorms);
        EXPECT_EQ(updatesOf(straight), joined(updatesOf(first), updatesOf(second))) << stopAfter;
        EXPECT_EQ(whole.best->epoch, rest.best->epoch);
        EXPECT_EQ(whole.best->validationLoss, rest.best->validationLoss);
        EXPECT_EQ(whole.bestWeights->tensors[0].values, rest.bestWeights->tensors[0].values);
    }
}

TEST(RunLoop, TellsHowMuchTheLastBatchOfAnEpochChangedEachLayer) {
    Bench bench({.stepsPerEpoch = 1}, {{"epochs", "5"}});
    bench.request->keepEpochModels = true;
    bench.loop().run();
    float before = 2.0F; // the scripted weight's first value
    const std::vector<EpochModelEvent> models = bench.seen.all<EpochModelEvent>();
    const std::vector<GradientRow> rows = bench.seen.all<GradientRow>();
    ASSERT_EQ(models.size(), rows.size());
    for (std::size_t epoch = 0; epoch < rows.size(); ++epoch) {
        const float after = models[epoch].weights->tensors[0].values[0];
        const double ratio = std::abs(static_cast<double>(after) - before) / before;
        ASSERT_EQ(rows[epoch].updateRatios.size(), 2U);
        for (const double told : rows[epoch].updateRatios) EXPECT_NEAR(told, ratio, 1e-12);
        before = after;
    }
    Bench trees({.hasLayers = false});
    trees.loop().run();
    EXPECT_TRUE(trees.seen.all<GradientRow>().back().updateRatios.empty());
}

TEST(RunLoop, RefusesACheckpointOfOtherSettingsOrOfPartsThatDoNotFit) {
    Bench bench({.stepsPerEpoch = 4}, {{"epochs", "4"}});
    const RunCheckpoint good = bench.loop().checkpoint();
    EXPECT_TRUE(bench.loop().restore(good).ok());
    Bench other({.stepsPerEpoch = 4}, {{"epochs", "5"}, {"batch-size", "3"}});
    const Result<void> refused = other.loop().restore(good);
    EXPECT_EQ(refused.error().code, ErrorCode::ConfigConflict);
    EXPECT_EQ(refused.error().where, "batch-size, epochs");
    RunCheckpoint crooked = good;
    crooked.loop.step = 2;
    EXPECT_EQ(bench.loop().restore(crooked).error().code, ErrorCode::UntrustedFile);
}

TEST(RunLoop, RefusesADamagedCheckpoint) {
    Bench bench({.stepsPerEpoch = 4});
    bench.loop().run();
    const std::vector<std::byte> bytes = writeCheckpoint(bench.loop().checkpoint());
    ASSERT_TRUE(readCheckpoint(bytes).ok());
    for (std::size_t size = 0; size < bytes.size(); ++size) ASSERT_FALSE(readCheckpoint(std::span(bytes).first(size)).ok()) << size;
}

TEST(RunLoop, SendsCheckpointsWhenTheyAreDue) {
    struct Row {
        double seconds;
        std::vector<std::int64_t> steps;
    };
    for (const Row& row : {Row{0.0, {}}, Row{3.0, {3, 6, 9}}, Row{100.0, {}}}) {
        Bench bench({.stepsPerEpoch = 4}, {{"epochs", "3"}});
        bench.secondsPerStep = 1.0;
        bench.request->checkpointSeconds = row.seconds;
        bench.loop().run();
        std::vector<std::int64_t> steps;
        for (const CheckpointEvent& event : bench.seen.all<CheckpointEvent>()) {
            steps.push_back(event.checkpoint->loop.step);
            std::size_t before = 0; // what the step had measured has been told
            for (const Event& each : bench.seen.events()) {
                if (const auto* kept = std::get_if<CheckpointEvent>(&each.payload); kept && kept->checkpoint == event.checkpoint) break;
                if (const auto* block = std::get_if<MetricBlock>(&each.payload); block && block->series == "batch_loss")
                    before += block->values.size();
            }
            EXPECT_EQ(before, static_cast<std::size_t>(steps.back()));
        }
        EXPECT_EQ(steps, row.steps) << row.seconds;
    }
}

TEST(RunLoop, KeepsTheBestEpoch) {
    struct Row {
        const char* name;
        std::vector<std::pair<double, double>> validation; ///< accuracy, loss by epoch
        std::int64_t rows;
        std::int64_t best;
    };
    const std::vector<Row> rows{{"highest accuracy", {{0.1, 1}, {0.5, 9}, {0.3, 1}, {0.4, 1}}, 8, 2},
                                {"then lowest loss", {{0.5, 4}, {0.5, 2}, {0.5, 3}, {0.4, 1}}, 8, 2},
                                {"then earliest", {{0.5, 2}, {0.5, 2}, {0.5, 2}, {0.5, 2}}, 8, 1},
                                {"by training without validation", {{0.1, 1}, {0.2, 1}, {0.4, 1}, {0.3, 1}}, 0, 3}};
    for (const Row& row : rows) {
        Bench bench({.onEvaluate = [&](Split split, std::int64_t epoch) {
            const auto& [accuracy, loss] = row.validation[static_cast<std::size_t>(epoch - 1)];
            return Evaluation{loss, accuracy, split == Split::Training ? 8 : row.rows};
        }});
        EXPECT_EQ(bench.loop().run().best->epoch, row.best) << row.name;
    }
}

TEST(RunLoop, StopsEarlyOnTheValidationLoss) {
    Bench bench({.onEvaluate =
                     [](Split, std::int64_t epoch) {
                         return Evaluation{epoch <= 2 ? 1.0 / static_cast<double>(epoch) : 0.5, 0.5, 8};
                     }},
                {{"epochs", "50"}, {"early-stopping", "3"}});
    const FinishedEvent end = bench.loop().run();
    EXPECT_EQ(end.end, RunEnd::Finished);
    EXPECT_EQ(end.epochs, 5);
    EXPECT_EQ(bench.seen.all<NoteEvent>().at(0).code, "early-stopping");
}

TEST(RunLoop, AnEvaluationThatIsNotFiniteIsADivergence) {
    Bench bench({.onEvaluate = [](Split, std::int64_t epoch) {
        return Evaluation{epoch == 2 ? std::numeric_limits<double>::infinity() : 1.0, 0.5, 8};
    }});
    const FinishedEvent end = bench.loop().run();
    EXPECT_EQ(end.end, RunEnd::Diverged);
    EXPECT_EQ(end.best->epoch, 1);
}

TEST(RunLoop, RunningMetricsAreMeansOverTheEpochsBatches) {
    Bench bench({.stepsPerEpoch = 2}, {{"training-metrics", "running"}, {"epochs", "1"}});
    bench.loop().run();
    const std::vector<double> losses = bench.seen.series("batch_loss");
    EXPECT_DOUBLE_EQ(bench.seen.series("training_loss").at(0), (losses[0] + losses[1]) / 2.0);
    EXPECT_EQ(bench.seen.series("training_accuracy").at(0), 0.5);
}

TEST(RunLoop, SpeaksOftenButNotTooOften) {
    Bench bench({.stepsPerEpoch = 5000}, {{"epochs", "1"}}); // 5 seconds of 1 ms steps
    bench.loop().run();
    const std::size_t progress = bench.seen.all<ProgressEvent>().size();
    EXPECT_GE(progress, 35U);
    EXPECT_LE(progress, 52U);
    std::int64_t next = 1;
    for (const MetricBlock& block : bench.seen.all<MetricBlock>()) {
        if (block.series != "batch_loss") continue;
        EXPECT_EQ(block.firstStep, next);
        EXPECT_LE(block.values.size(), 101U); // 100 ms
        next += static_cast<std::int64_t>(block.values.size());
    }
    EXPECT_EQ(next, 5001);
    EXPECT_NEAR(bench.seen.all<ProgressEvent>()[20].samplesPerSecond, 8000.0, 1.0);
    EXPECT_EQ(bench.seen.all<ProgressEvent>().back().step, 5000);
}

TEST(RunLoop, KeepsModelsOfEveryEpochIfAskedAndSmall) {
    struct Row {
        bool asked;
        std::int64_t parameters;
        std::size_t models;
    };
    for (const Row& row : {Row{false, 100, 0}, Row{true, 100, 4}, Row{true, 262144, 4}, Row{true, 262145, 0}}) {
        Bench bench({.parameterCount = row.parameters});
        bench.request->keepEpochModels = row.asked;
        bench.loop().run();
        EXPECT_EQ(bench.seen.all<EpochModelEvent>().size(), row.models) << row.parameters;
    }
}

TEST(CoreBudget, ServesInOrderAndTakesCoresBack) {
    CoreBudget budget(2);
    CoreBudget::Lease first = budget.tryTake(1);
    CoreBudget::Lease second = budget.tryTake(9); // more than there is: all, so it must wait
    EXPECT_TRUE(first.held());
    EXPECT_FALSE(second.held());
    EXPECT_TRUE(budget.tryTake(1).held()); // given back at once
    first.release();
    second = budget.take(9, {});
    EXPECT_TRUE(second.held());
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE(budget.take(1, stop.get_token()).held());
    second.release();
    EXPECT_TRUE(budget.tryTake(2).held());
}

} // namespace
