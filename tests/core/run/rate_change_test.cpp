#include "run/rate_change.h"

#include "run/events.h"
#include "run/loop_state.h"
#include "support/config.h"
#include "support/recording_observer.h"
#include "support/scripted_trainer.h"

#include <gtest/gtest.h>

using namespace epochlab::core;
using namespace epochlab::test;

namespace {

TEST(RateChange, ReadsStepAndRate) {
    EXPECT_EQ(*readRateChange("120=0.003"), (RateChange{120, 0.003}));
    EXPECT_EQ(*readRateChange("1=1e-4"), (RateChange{1, 1e-4}));
    struct Row {
        const char* text;
        const char* sentence;
    };
    for (const Row& row : {Row{"120", "is no change of the learning rate"}, Row{"=0.1", "is no change of the learning rate"},
                           Row{"0=0.1", "steps count from 1"}, Row{"-3=0.1", "steps count from 1"}, Row{"1.5=0.1", "write STEP=RATE"},
                           Row{"", "write STEP=RATE"}, Row{"3=", "number"}, Row{"3=fast", "number"}, Row{"3=-1", "learning-rate"}}) {
        const Result<RateChange> change = readRateChange(row.text);
        ASSERT_FALSE(change.ok()) << row.text;
        EXPECT_NE(describe(change.error()).find(row.sentence), std::string::npos) << row.text << ": " << describe(change.error());
    }
}

TEST(RateChange, IsSaidAsFlagsThatReadBack) {
    const std::vector<LearningRateEvent> changes{{5, 0.1, 0.03}, {120, 0.03, 1.0 / 3.0}};
    EXPECT_EQ(rateChangeFlags(changes), " --rate-change 5=0.03 --rate-change 120=0.3333333333333333");
    EXPECT_EQ(readRateChange("120=0.3333333333333333")->rate, 1.0 / 3.0);
    EXPECT_EQ(rateChangeFlags({}), "");
    EXPECT_EQ(rateChangeInWords(changes[0]), "learning rate 0.1 to 0.03 from step 5 on");
}

RunRequest planned(std::vector<RateChange> changes, const Fields& fields = {}) {
    return {.id = "run", .config = configOf({{"epochs", "3"}, {"learning-rate", "0.1"}}, fields), .rateChanges = std::move(changes)};
}

std::vector<std::pair<std::int64_t, double>> changesOf(const RecordingObserver& seen) {
    std::vector<std::pair<std::int64_t, double>> changes;
    for (const LearningRateEvent& event : seen.all<LearningRateEvent>()) changes.emplace_back(event.step, event.after);
    return changes;
}

TEST(RateChange, HappensAtItsStepWhateverTheOrderGiven) {
    RecordingObserver seen;
    LiveRun(planned({{7, 0.01}, {2, 0.05}, {7, 0.02}, {4, 0.05}}), scriptedServices({.stepsPerEpoch = 4}), seen).wait();
    // Step 4 asks for what holds already; of two at step 7 the later one counts, and both are told.
    EXPECT_EQ(changesOf(seen), (std::vector<std::pair<std::int64_t, double>>{{2, 0.05}, {7, 0.01}, {7, 0.02}}));
    EXPECT_EQ(seen.series("learning_rate"), (std::vector<double>{0.05, 0.02, 0.02}));
    EXPECT_TRUE(seen.all<NoteEvent>().empty());
}

TEST(RateChange, OneThatIsNotReachedIsSaid) {
    RecordingObserver seen;
    LiveRun(planned({{13, 0.01}}), scriptedServices({.stepsPerEpoch = 4}), seen).wait();
    ASSERT_EQ(seen.all<NoteEvent>().size(), 1U);
    EXPECT_EQ(seen.all<NoteEvent>()[0].code, "rate-change-not-reached");
    EXPECT_TRUE(changesOf(seen).empty());
}

TEST(RateChange, StaysPendingInACheckpoint) {
    RecordingObserver first;
    RunRequest request = planned({{2, 0.05}, {7, 0.02}});
    request.startPaused = true;
    {
        LiveRun run(request, scriptedServices({.stepsPerEpoch = 4}), first);
        for (std::size_t step = 1; step <= 3; ++step) {
            first.awaitPhase(RunPhase::Paused, step);
            run.stepOnce();
        }
        first.awaitPhase(RunPhase::Paused, 4);
        run.stop();
    }
    const auto checkpoint = first.awaitFinished().checkpoint;
    ASSERT_TRUE(checkpoint);
    const Result<RunCheckpoint> read = readCheckpoint(writeCheckpoint(*checkpoint));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->loop.plannedRates, (std::vector<RateChange>{{7, 0.02}}));

    RecordingObserver second, straight;
    RunRequest rest = planned({});
    rest.resumeFrom = std::make_shared<const RunCheckpoint>(*read);
    LiveRun(rest, scriptedServices({.stepsPerEpoch = 4}), second).wait();
    LiveRun(planned({{2, 0.05}, {7, 0.02}}), scriptedServices({.stepsPerEpoch = 4}), straight).wait();
    EXPECT_EQ(changesOf(second), (std::vector<std::pair<std::int64_t, double>>{{7, 0.02}}));
    std::vector<double> joined = first.series("batch_loss");
    for (const double loss : second.series("batch_loss")) joined.push_back(loss);
    EXPECT_EQ(joined, straight.series("batch_loss"));
}

TEST(RateChange, OfARunThatGoesOnAreThoseNotYetMade) {
    RecordingObserver first;
    RunRequest request = planned({{7, 0.02}});
    request.startPaused = true;
    {
        LiveRun run(request, scriptedServices({.stepsPerEpoch = 4}), first);
        for (std::size_t step = 1; step <= 3; ++step) {
            first.awaitPhase(RunPhase::Paused, step);
            run.stepOnce();
        }
        first.awaitPhase(RunPhase::Paused, 4);
        run.stop();
    }
    RecordingObserver second;
    // What its events told: one before the checkpoint, one that is pending in it, and one that it never knew.
    RunRequest rest = planned({{2, 0.5}, {7, 0.02}, {9, 0.01}});
    rest.resumeFrom = first.awaitFinished().checkpoint;
    LiveRun(rest, scriptedServices({.stepsPerEpoch = 4}), second).wait();
    EXPECT_EQ(changesOf(second), (std::vector<std::pair<std::int64_t, double>>{{7, 0.02}, {9, 0.01}}));
}

} // namespace
