#include "run/core_budget.h"
#include "run/live_run.h"
#include "run/loop_state.h"

#include "support/config.h"
#include "support/recording_observer.h"
#include "support/scripted_trainer.h"
#include "support/services.h"

#include <gtest/gtest.h>

#include <new>
#include <set>
#include <stdexcept>

using namespace epochlab::core;
using namespace epochlab::test;

namespace {

RunRequest requestOf(const Fields& fields, RunId id = "run") { return {std::move(id), configOf(fields)}; }

RunRequest shortRun(RunId id = "run") { return requestOf({{"epochs", "3"}, {"learning-rate", "0.1"}}, std::move(id)); }

/// One run from start to end.
void runToEnd(RunRequest request, Script script, RecordingObserver& seen) {
    LiveRun run(std::move(request), scriptedServices(std::move(script)), seen);
    run.wait();
    EXPECT_TRUE(run.finished());
}

TEST(LiveRun, SendsStartedFirstAndFinishedLast) {
    RecordingObserver seen;
    runToEnd(shortRun(), {.stepsPerEpoch = 4, .notes = {"last batch of 1 row merged into the one before"}}, seen);
    std::vector<Event> events = seen.events();
    std::erase_if(events, [](const Event& event) { return std::holds_alternative<PhaseEvent>(event.payload); });
    ASSERT_TRUE(std::holds_alternative<StartedEvent>(events.front().payload));
    ASSERT_TRUE(std::holds_alternative<FinishedEvent>(events.back().payload));
    EXPECT_EQ(seen.all<StartedEvent>().size(), 1U);
    EXPECT_EQ(seen.all<FinishedEvent>().size(), 1U);
    EXPECT_EQ(seen.all<StartedEvent>()[0].data->classes.size(), 2U);
    EXPECT_EQ(seen.all<NoteEvent>().at(0).code, "batch-merged");
    EXPECT_EQ(seen.series("batch_loss").size(), 12U);
    for (const char* name : {"training_loss", "training_accuracy", "validation_loss", "validation_accuracy", "test_loss", "test_accuracy",
                             "learning_rate", "seconds"})
        EXPECT_EQ(seen.series(name).size(), 3U) << name;
    EXPECT_EQ(seen.all<GradientRow>().size(), 3U);
    EXPECT_TRUE(seen.all<EpochModelEvent>().empty());
    const FinishedEvent end = seen.awaitFinished();
    EXPECT_EQ(end.end, RunEnd::Finished);
    EXPECT_EQ(end.epochs, 3);
    EXPECT_EQ(end.best->epoch, 3);
    EXPECT_NE(end.bestWeights->find("layers.0.weight"), nullptr);
    EXPECT_EQ(end.bestWeights->find("other"), nullptr);
}

TEST(LiveRun, EndsWithOneFinishedWhateverBreaks) {
    const Error refused{ErrorCode::EngineMissing, "no engine", "", "install it"};
    struct Row {
        const char* name;
        Script script;
        RunEnd end;
        ErrorCode code;
    };
    const std::vector<Row> rows{
        {"prepare refuses", {.prepareError = refused}, RunEnd::Failed, ErrorCode::EngineMissing},
        {"prepare throws bad_alloc", {.onPrepare = [] { throw std::bad_alloc(); }}, RunEnd::Failed, ErrorCode::OutOfMemory},
        {"prepare throws", {.onPrepare = [] { throw std::runtime_error("x"); }}, RunEnd::Failed, ErrorCode::Internal},
        {"prepare throws a number", {.onPrepare = [] { throw 7; }}, RunEnd::Failed, ErrorCode::Internal},
        {"a batch throws bad_alloc",
         {.onStep =
              [](std::int64_t step) {
                  if (step == 6) throw std::bad_alloc();
              }},
         RunEnd::Failed,
         ErrorCode::OutOfMemory},
        {"diverges", {.divergeAtStep = 6}, RunEnd::Diverged, ErrorCode::Diverged},
    };
    for (const Row& row : rows) {
        RecordingObserver seen;
        runToEnd(shortRun(), row.script, seen);
        ASSERT_EQ(seen.all<FinishedEvent>().size(), 1U) << row.name;
        ASSERT_TRUE(std::holds_alternative<FinishedEvent>(seen.events().back().payload)) << row.name;
        const FinishedEvent end = seen.awaitFinished();
        EXPECT_EQ(end.end, row.end) << row.name;
        ASSERT_TRUE(end.error.has_value()) << row.name;
        EXPECT_EQ(end.error->code, row.code) << row.name;
    }
}

TEST(LiveRun, FailsWhereTheDataCannotBeRead) {
    RunServices services = scriptedServices({});
    services.loadData = [](const ParamSet&) -> Result<DatasetPointer> { return Error{ErrorCode::DataNotFound, "no file", "", ""}; };
    RecordingObserver seen;
    LiveRun run(shortRun(), services, seen);
    EXPECT_EQ(seen.awaitFinished().error->code, ErrorCode::DataNotFound);
    EXPECT_TRUE(seen.all<StartedEvent>().empty());
}

TEST(LiveRun, FailsWhereEarlyStoppingHasNoValidationRowsToWatch) {
    for (const bool validated : {false, true}) {
        RecordingObserver seen;
        auto dataset = std::make_shared<TableDataset>(*smallDataset());
        if (!validated) dataset->splits[static_cast<std::size_t>(Split::Validation)] = {};
        RunServices services = scriptedServices({});
        services.loadData = givesData(dataset);
        LiveRun run(requestOf({{"epochs", "2"}, {"early-stopping", "5"}}), services, seen);
        const FinishedEvent end = seen.awaitFinished();
        EXPECT_EQ(end.end, validated ? RunEnd::Finished : RunEnd::Failed);
        if (!validated) {
            EXPECT_EQ(end.error->code, ErrorCode::ConfigConflict);
        }
        EXPECT_EQ(seen.all<StartedEvent>().empty(), !validated);
    }
}

TEST(LiveRun, NamesStepAndLayerOfADivergence) {
    RecordingObserver seen;
    runToEnd(shortRun(), {.stepsPerEpoch = 4, .divergeAtStep = 6}, seen);
    const FinishedEvent end = seen.awaitFinished();
    EXPECT_EQ(end.error->what, "the loss became NaN at step 6 in the output layer");
    EXPECT_EQ(end.error->remedy, "try a learning rate ten times smaller, or gradient clipping");
    EXPECT_EQ(end.divergence->step, 6);
    EXPECT_EQ(end.epochs, 1);
    EXPECT_EQ(end.best->epoch, 1);
    EXPECT_EQ(seen.series("batch_loss").size(), 6U);
}

TEST(LayerNames, StandInASentence) {
    EXPECT_EQ(layerInWords("layer 1"), "layer 1");
    EXPECT_EQ(layerInWords("output"), "the output layer");
}

TEST(LiveRun, StopsAtABatchBoundary) {
    RecordingObserver seen;
    auto gate = std::make_shared<Gate>();
    LiveRun run(requestOf({{"epochs", "100000"}}), scriptedServices({.gate = gate}), seen);
    gate->awaitArrival(1);
    run.stop();
    gate->open();
    const FinishedEvent end = seen.awaitFinished();
    EXPECT_EQ(end.end, RunEnd::Stopped);
    EXPECT_EQ(end.epochs, 0);
    EXPECT_EQ(seen.series("batch_loss").size(), 1U);
    EXPECT_FALSE(end.best.has_value());
}

TEST(LiveRun, AnInterruptedRunGoesOnFromItsCheckpoint) {
    RecordingObserver straight;
    runToEnd(shortRun(), {.stepsPerEpoch = 4}, straight);
    RecordingObserver first;
    auto gate = std::make_shared<Gate>();
    LiveRun run(shortRun(), scriptedServices({.stepsPerEpoch = 4, .gate = gate}), first);
    gate->awaitArrival(1);
    run.interrupt();
    run.stop(); // the first reason stands
    gate->open();
    const FinishedEvent end = first.awaitFinished();
    EXPECT_EQ(end.end, RunEnd::Interrupted);
    ASSERT_NE(end.checkpoint, nullptr);
    RunRequest request = shortRun();
    request.resumeFrom = end.checkpoint;
    RecordingObserver rest;
    runToEnd(std::move(request), {.stepsPerEpoch = 4}, rest);
    EXPECT_EQ(rest.awaitFinished().end, RunEnd::Finished);
    EXPECT_FALSE(rest.awaitFinished().resumable());
    std::vector<double> losses = first.series("batch_loss");
    for (const double loss : rest.series("batch_loss")) losses.push_back(loss);
    EXPECT_EQ(losses, straight.series("batch_loss"));
}

TEST(LiveRun, RefusesACheckpointOfAnotherRun) {
    RunRequest request = shortRun();
    request.resumeFrom = std::make_shared<const RunCheckpoint>();
    RecordingObserver seen;
    runToEnd(std::move(request), {}, seen);
    EXPECT_EQ(seen.awaitFinished().end, RunEnd::Failed);
    EXPECT_EQ(seen.awaitFinished().error->code, ErrorCode::ConfigConflict);
    EXPECT_TRUE(seen.all<StartedEvent>().empty()); // so that the store keeps the earlier part as it is
}

TEST(LiveRun, StopsWhilePreparing) {
    RecordingObserver seen;
    auto gate = std::make_shared<Gate>();
    LiveRun run(shortRun(), scriptedServices({.onPrepare = [gate] { gate->pass(); }}), seen);
    gate->awaitArrival(1);
    run.stop();
    gate->open();
    EXPECT_EQ(seen.awaitFinished().end, RunEnd::Stopped);
    EXPECT_TRUE(seen.series("batch_loss").empty());
}

TEST(LiveRun, StopsWhilePaused) {
    RecordingObserver seen;
    RunRequest request = shortRun();
    request.startPaused = true;
    LiveRun run(request, scriptedServices({}), seen);
    seen.awaitPhase(RunPhase::Paused);
    run.stop();
    EXPECT_EQ(seen.awaitFinished().end, RunEnd::Stopped);
    EXPECT_TRUE(seen.series("batch_loss").empty());
}

TEST(LiveRun, StepsBatchByBatchThenRunsOn) {
    RecordingObserver seen;
    RunRequest request = shortRun();
    request.startPaused = true;
    LiveRun run(request, scriptedServices({.stepsPerEpoch = 4}), seen);
    for (std::size_t step = 1; step <= 5; ++step) {
        seen.awaitPhase(RunPhase::Paused, step);
        EXPECT_EQ(seen.series("batch_loss").size(), step - 1);
        run.stepOnce();
    }
    seen.awaitPhase(RunPhase::Paused, 6);
    EXPECT_EQ(seen.series("training_loss").size(), 1U);
    run.resume();
    EXPECT_EQ(seen.awaitFinished().end, RunEnd::Finished);
    EXPECT_EQ(seen.series("batch_loss").size(), 12U);
}

TEST(LiveRun, PauseChangesNoNumber) {
    RecordingObserver straight;
    runToEnd(shortRun(), {}, straight);
    RecordingObserver paused;
    auto gate = std::make_shared<Gate>();
    LiveRun run(shortRun(), scriptedServices({.gate = gate}), paused);
    gate->awaitArrival(1);
    run.pause();
    gate->allow(1);
    paused.awaitPhase(RunPhase::Paused);
    gate->open();
    run.resume();
    paused.awaitFinished();
    EXPECT_EQ(straight.series("batch_loss"), paused.series("batch_loss"));
    EXPECT_EQ(straight.series("validation_loss"), paused.series("validation_loss"));
}

/// Ten looks at a hundred pictures; after the fifth it waits for the gate.
Script preparingScript(const std::shared_ptr<Gate>& gate) {
    Script script;
    script.onWatchedPrepare = [gate](const WorkWatch& watch) -> Result<void> {
        for (std::int64_t done = 0; done <= 100; done += 10) {
            if (watch.stop.stop_requested()) return Error{ErrorCode::Stopped, "stopped", "", ""};
            watch.tell("features", done, 100);
            if (done == 50) gate->pass();
        }
        return {};
    };
    return script;
}

TEST(LiveRun, StopsWhileItIsPreparedAndCanBeBegunAnew) {
    for (const auto& [order, end] : {std::pair{&LiveRun::stop, RunEnd::Stopped}, {&LiveRun::interrupt, RunEnd::Interrupted}}) {
        auto gate = std::make_shared<Gate>();
        RecordingObserver seen;
        RunRequest request = shortRun();
        request.rateChanges = {{.step = 3, .rate = 0.01}};
        LiveRun run(std::move(request), scriptedServices(preparingScript(gate)), seen);
        gate->awaitArrival(1);
        (run.*order)();
        gate->open();
        const FinishedEvent finished = seen.awaitFinished();
        EXPECT_EQ(finished.end, end);
        EXPECT_FALSE(finished.error);
        EXPECT_TRUE(finished.resumable());
        ASSERT_NE(finished.unstarted, nullptr);
        EXPECT_EQ(finished.unstarted->config.integer("epochs"), 3);
        EXPECT_EQ(finished.unstarted->plannedRates.size(), 1U);
        EXPECT_TRUE(seen.all<StartedEvent>().empty());
        const std::vector<PreparationEvent> told = seen.all<PreparationEvent>();
        ASSERT_EQ(told.size(), 6U); // one a tenth, whatever the clock says
        EXPECT_TRUE(told.back().isTenth);
        EXPECT_EQ(preparationInWords(told.back()), "features of 50 of 100 pictures");
    }
}

TEST(LiveRun, AResumedRunThatStopsWhileItIsPreparedKeepsItsCheckpoint) {
    RecordingObserver first;
    runToEnd(shortRun(), {}, first);
    auto gate = std::make_shared<Gate>();
    RunRequest request = shortRun();
    request.resumeFrom = first.awaitFinished().checkpoint;
    RecordingObserver seen;
    LiveRun run(std::move(request), scriptedServices(preparingScript(gate)), seen);
    gate->awaitArrival(1);
    run.stop();
    gate->open();
    EXPECT_EQ(seen.awaitFinished().checkpoint, first.awaitFinished().checkpoint);
    EXPECT_EQ(seen.awaitFinished().unstarted, nullptr);
}

TEST(LiveRun, StandsStillWhileItIsPrepared) {
    RecordingObserver straight;
    runToEnd(shortRun(), {}, straight);
    for (const bool stops : {false, true}) {
        auto gate = std::make_shared<Gate>();
        RecordingObserver seen;
        LiveRun run(shortRun(), scriptedServices(preparingScript(gate)), seen);
        gate->awaitArrival(1);
        run.pause();
        gate->open();
        seen.awaitPhase(RunPhase::Paused);
        EXPECT_TRUE(CoreBudget::ofMachine().tryTake(256).held()) << "a paused run holds no core";
        EXPECT_EQ(seen.all<PreparationEvent>().size(), 6U) << "and does nothing";
        stops ? run.stop() : run.resume();
        const FinishedEvent end = seen.awaitFinished();
        EXPECT_EQ(end.end, stops ? RunEnd::Stopped : RunEnd::Finished);
        if (!stops) {
            EXPECT_EQ(seen.series("batch_loss"), straight.series("batch_loss"));
        }
    }
}

TEST(LiveRun, KeepsWhatIsSettledBeforeItBegins) {
    RecordingObserver seen;
    Script script;
    script.onSettle = [](ParamSet config) {
        static_cast<void>(config.setText("width", "64"));
        return SettledConfig{std::move(config), {"64 was faster"}};
    };
    runToEnd(requestOf({{"threads", "auto"}, {"epochs", "1"}}), script, seen);
    const StartedEvent started = seen.all<StartedEvent>().at(0);
    EXPECT_EQ(started.config.integer("width"), 64);
    EXPECT_EQ(started.config.integer("threads"), 1) << "the number, not that it was left open";
    EXPECT_EQ(seen.all<NoteEvent>().at(0).message, "64 was faster");
}

TEST(LiveRun, AFinishedRunHandsOutACheckpointUnlessItsModelIsBig) {
    for (const auto& [parameters, kept] : {std::pair{4L, true}, {1L << 20, true}, {(1L << 20) + 1, false}}) {
        RecordingObserver seen;
        runToEnd(shortRun(), {.parameterCount = parameters}, seen);
        EXPECT_EQ(seen.awaitFinished().checkpoint != nullptr, kept) << parameters;
        EXPECT_FALSE(seen.awaitFinished().resumable());
    }
}

TEST(LiveRun, TrainsFurtherOnlyBeyondWhatItHas) {
    RecordingObserver first;
    runToEnd(shortRun(), {}, first);
    RunRequest request = shortRun();
    request.resumeFrom = first.awaitFinished().checkpoint;
    request.trainFurther = true;
    RecordingObserver same;
    runToEnd(request, {}, same);
    ASSERT_EQ(same.awaitFinished().end, RunEnd::Failed);
    EXPECT_EQ(describe(*same.awaitFinished().error), "the run has trained 3 epochs already (epochs); ask for more");
    request.config = *configToTrainFurther(*request.resumeFrom, 2);
    ASSERT_TRUE(request.config.set("schedule", std::string("cosine")).ok());
    RecordingObserver other;
    runToEnd(request, {}, other);
    EXPECT_EQ(other.awaitFinished().error->code, ErrorCode::ConfigConflict) << "only the epochs may differ";
    EXPECT_EQ(configToTrainFurther(*request.resumeFrom, 0).error().code, ErrorCode::ConfigRange);
}

TEST(LiveRun, TrainingFurtherSaysWhatBecomesOfACosineSchedule) {
    RecordingObserver first, further;
    RunRequest request = requestOf({{"epochs", "2"}, {"learning-rate", "0.1"}, {"schedule", "cosine"}});
    runToEnd(request, {.stepsPerEpoch = 4}, first);
    request.resumeFrom = first.awaitFinished().checkpoint;
    request.config = *configToTrainFurther(*request.resumeFrom, 2);
    request.trainFurther = true;
    runToEnd(request, {.stepsPerEpoch = 4}, further);
    ASSERT_EQ(further.all<NoteEvent>().size(), 1U);
    EXPECT_EQ(further.all<NoteEvent>()[0].message,
              "trained further from epoch 2 to 4; the cosine schedule is that of 4 epochs from here on, and goes on at 0.05");
    EXPECT_EQ(further.awaitFinished().epochs, 4);
}

TEST(LiveRun, TrainingFurtherBeginsThePatienceOfEarlyStoppingAnew) {
    const Script script{.stepsPerEpoch = 2, .onEvaluate = [](Split, std::int64_t epoch) {
                            return Evaluation{epoch == 1 ? 1.0 : 2.0, 0.5, 8};
                        }};
    RecordingObserver first, further;
    RunRequest request = requestOf({{"epochs", "50"}, {"early-stopping", "3"}});
    runToEnd(request, script, first);
    ASSERT_EQ(first.awaitFinished().epochs, 4);
    request.resumeFrom = first.awaitFinished().checkpoint;
    request.config = *configToTrainFurther(*request.resumeFrom, 20);
    request.trainFurther = true;
    runToEnd(request, script, further);
    EXPECT_EQ(request.config.integer("epochs"), 24);
    EXPECT_EQ(further.awaitFinished().epochs, 7);
}

TEST(LiveRun, TakesANewLearningRateFromTheNextBatchOn) {
    RecordingObserver seen;
    RunRequest request = shortRun();
    request.startPaused = true;
    LiveRun run(request, scriptedServices({.stepsPerEpoch = 2}), seen);
    seen.awaitPhase(RunPhase::Paused, 1);
    run.stepOnce();
    seen.awaitPhase(RunPhase::Paused, 2);
    run.setLearningRate(0.02);
    run.resume();
    seen.awaitFinished();
    const auto changes = seen.all<LearningRateEvent>();
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].step, 2);
    EXPECT_EQ(changes[0].before, 0.1);
    EXPECT_EQ(changes[0].after, 0.02);
    EXPECT_EQ(seen.series("learning_rate"), (std::vector<double>{0.02, 0.02, 0.02}));
}

TEST(LiveRun, TwoSideBySideEqualEachAlone) {
    const auto request = [](const char* seed) { return requestOf({{"epochs", "20"}, {"seed", seed}, {"learning-rate", "0.01"}}, seed); };
    RecordingObserver alone1, alone2, beside1, beside2;
    runToEnd(request("1"), {.stepsPerEpoch = 50}, alone1);
    runToEnd(request("2"), {.stepsPerEpoch = 50}, alone2);
    {
        LiveRun first(request("1"), scriptedServices({.stepsPerEpoch = 50}), beside1);
        LiveRun second(request("2"), scriptedServices({.stepsPerEpoch = 50}), beside2);
        first.wait();
        second.wait();
    }
    EXPECT_NE(alone1.series("batch_loss"), alone2.series("batch_loss"));
    for (const char* name : {"batch_loss", "training_loss", "validation_accuracy", "test_loss", "learning_rate"}) {
        EXPECT_EQ(alone1.series(name), beside1.series(name)) << name;
        EXPECT_EQ(alone2.series(name), beside2.series(name)) << name;
    }
}

TEST(LiveRun, StartsAndStopsOverAndOver) {
    for (int round = 0; round < 20; ++round) {
        RecordingObserver seen;
        LiveRun first(requestOf({{"epochs", "100000"}}), scriptedServices({}), seen);
        seen.await<StartedEvent>(1, [](const auto&) { return true; });
        first.stop();
        first.wait();
        EXPECT_EQ(seen.awaitFinished().end, RunEnd::Stopped);
        RecordingObserver again;
        runToEnd(shortRun(), {}, again);
        EXPECT_EQ(again.awaitFinished().end, RunEnd::Finished);
    }
}

TEST(LiveRun, ItsDestructionInterruptsIt) {
    RecordingObserver seen;
    { LiveRun run(requestOf({{"epochs", "100000"}}), scriptedServices({}), seen); }
    EXPECT_EQ(seen.all<FinishedEvent>().size(), 1U);
    EXPECT_EQ(seen.awaitFinished().end, RunEnd::Interrupted);
}

TEST(RunIds, AreUniqueInAProcess) {
    std::set<RunId> ids;
    for (int i = 0; i < 5000; ++i) ids.insert(makeRunId());
    EXPECT_EQ(ids.size(), 5000U);
}

} // namespace
