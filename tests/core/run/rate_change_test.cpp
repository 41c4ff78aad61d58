#include "run/rate_change.h"

#include "run/events.h"
#include "run/loop_state.h"
#include "support/config.h"
#include "support/recording_observer.h"
#include "support/scripted_trainer.h"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

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

using Kind = ScheduleShape::Kind;
const ScheduleShape constant{};
const ScheduleShape cosine{.kind = Kind::Cosine};
const ScheduleShape toTenth{.kind = Kind::Cosine, .minimumShare = 0.1};
const ScheduleShape thirds{.kind = Kind::Step, .stepFactor = 1.0 / 3.0, .stepEveryEpochs = 2.5};

TEST(RateChange, ReadsStepAndSchedule) {
    const ParamSet config = configOf({{"schedule", "step"}, {"schedule-every", "4"}, {"schedule-minimum", "0.25"}});
    struct Row {
        const char* text;
        RateChange change;
    };
    for (const Row& row :
         {Row{"120=constant", {120, 0.0, constant}}, Row{"9=cosine,schedule-minimum=0.1,learning-rate=0.003", {9, 0.003, toTenth}},
          Row{"1=cosine", {1, 0.0, ScheduleShape{.kind = Kind::Cosine, .minimumShare = 0.25}}}, // what is not named is the run's
          Row{"7=step,schedule-factor=0.5", {7, 0.0, ScheduleShape{.kind = Kind::Step, .stepFactor = 0.5, .stepEveryEpochs = 4.0}}}}) {
        const Result<RateChange> change = readScheduleChange(row.text, config);
        ASSERT_TRUE(change.ok()) << row.text << ": " << describe(change.error());
        EXPECT_EQ(*change, row.change) << row.text;
    }
    struct Refused {
        const char* text;
        ErrorCode code;
        const char* sentence;
    };
    for (const Refused& row :
         {Refused{"cosine", ErrorCode::Usage, "is no change of the schedule"}, Refused{"0=cosine", ErrorCode::Usage, "steps count from 1"},
          Refused{"5=linear", ErrorCode::ConfigRange, "\"linear\" is not a choice"},
          Refused{"5=", ErrorCode::ConfigRange, "is not a choice"},
          Refused{"5=constant,schedule-factor=0.5", ErrorCode::Usage, "says nothing of a constant schedule"},
          Refused{"5=cosine,schedule-every=3", ErrorCode::Usage, "name schedule-minimum= or learning-rate="},
          Refused{"5=cosine,width=3", ErrorCode::Usage, "says nothing of a cosine schedule"},
          Refused{"5=cosine,schedule-minimum", ErrorCode::Usage, "says nothing of a cosine schedule"},
          Refused{"5=cosine,", ErrorCode::Usage, "says nothing of a cosine schedule"},
          Refused{"5=cosine,schedule-minimum=2", ErrorCode::ConfigRange, "schedule-minimum"},
          Refused{"5=step,learning-rate=-1", ErrorCode::ConfigRange, "learning-rate"}}) {
        const Result<RateChange> change = readScheduleChange(row.text, config);
        ASSERT_FALSE(change.ok()) << row.text;
        EXPECT_EQ(change.error().code, row.code) << row.text << ": " << describe(change.error());
        EXPECT_NE(describe(change.error()).find(row.sentence), std::string::npos) << row.text << ": " << describe(change.error());
    }
}

TEST(RateChange, OfTheScheduleIsSaidAsFlagsThatReadBack) {
    const std::vector<LearningRateEvent> changes{
        {5, 0.1, 0.1, {{cosine, constant}}}, {9, 0.1, 0.03}, {120, 0.03, 1.0 / 3.0, {{constant, thirds}}}};
    EXPECT_EQ(rateChangeFlags(changes), " --schedule-change 5=constant,learning-rate=0.1 --rate-change 9=0.03 --schedule-change "
                                        "120=step,schedule-factor=0.3333333333333333,schedule-every=2.5,learning-rate=0.3333333333333333");
    for (const LearningRateEvent& change : changes) {
        const std::string flags = rateChangeFlags(std::span(&change, 1));
        const std::string text = flags.substr(flags.rfind(' ') + 1);
        const Result<RateChange> read = readRateChangeText(text);
        ASSERT_TRUE(read.ok()) << text;
        EXPECT_EQ(*read, changeOf(change)) << text;
    }
    EXPECT_EQ(rateChangeInWords(changes[0]), "schedule cosine to constant, at the learning rate 0.1, from step 5 on");
    EXPECT_EQ(
        rateChangeInWords({4, 0.1, 0.2, {{toTenth, thirds}}}),
        "schedule cosine to 0.1 of the rate to steps × 0.3333333333333333 every 2.5 epochs, learning rate 0.1 to 0.2, from step 4 on");
}

TEST(RateChange, KnowsWhatACheckpointHasMade) {
    const std::vector<RateChange> changes{{6, 0.1, cosine}, {6, 0.2}, {6, 0.2, constant}, {7, 0.2}};
    struct Row {
        const char* name;
        double rate;
        std::optional<ChangedSchedule> schedule;
        std::int64_t done;
        std::size_t made;
    };
    for (const Row& row : {Row{"none", 0.1, {}, 5, 0}, Row{"the first", 0.1, {{cosine, 5}}, 5, 1}, Row{"two", 0.2, {{cosine, 5}}, 5, 2},
                           Row{"all at the step", 0.2, {{constant, 5}}, 5, 3}, Row{"an earlier cosine", 0.2, {{cosine, 2}}, 5, 0},
                           Row{"all are later", 0.1, {{cosine, 5}}, 4, 0}})
        EXPECT_EQ(changesMade(changes, row.done, row.rate, row.schedule), row.made) << row.name;
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

TEST(RateChange, OfTheScheduleHoldsFromItsStepOn) {
    struct Row {
        const char* name;
        Fields fields;
        std::vector<RateChange> changes;
        std::vector<double> rates; ///< at the epochs' last steps, of 4 each
        std::size_t events;
    };
    const double half = 0.1 * 0.5 * (1.0 + std::cos(std::numbers::pi * 3.0 / 8.0)); // step 8 of 5 … 12
    const double end = 0.1 * 0.5 * (1.0 + std::cos(std::numbers::pi * 7.0 / 8.0));
    for (const Row& row : {Row{"constant to cosine", {}, {{5, 0.0, cosine}}, {0.1, half, end}, 1},
                           Row{"from the start, it is the run's own", {}, {{1, 0.0, thirds}}, {0.1, 0.1, 0.1 / 3.0}, 1},
                           Row{"with a rate",
                               {{"schedule", "cosine"}},
                               {{9, 0.7, constant}},
                               {0.1 * 0.5 * (1.0 + std::cos(std::numbers::pi * 3.0 / 12.0)),
                                0.1 * 0.5 * (1.0 + std::cos(std::numbers::pi * 7.0 / 12.0)), 0.7},
                               1},
                           Row{"then a rate alone", {}, {{5, 0.0, cosine}, {9, 0.2}}, {0.1, half, 2.0 * end}, 2},
                           Row{"what holds already", {}, {{5, 0.0, constant}}, {0.1, 0.1, 0.1}, 0},
                           Row{"constant, another rate", {}, {{5, 0.3, constant}}, {0.1, 0.3, 0.3}, 1},
                           Row{"not reached", {}, {{13, 0.0, cosine}}, {0.1, 0.1, 0.1}, 0}}) {
        RecordingObserver seen;
        LiveRun(planned(row.changes, row.fields), scriptedServices({.stepsPerEpoch = 4}), seen).wait();
        const std::vector<double> rates = seen.series("learning_rate");
        ASSERT_EQ(rates.size(), row.rates.size()) << row.name;
        for (std::size_t i = 0; i < rates.size(); ++i) EXPECT_NEAR(rates[i], row.rates[i], 1e-12) << row.name << ", epoch " << i + 1;
        EXPECT_EQ(seen.all<LearningRateEvent>().size(), row.events) << row.name;
    }
}

TEST(RateChange, OfTheScheduleTellsWhatHeldBefore) {
    RecordingObserver seen;
    LiveRun(planned({{7, 0.0, constant}}, {{"schedule", "cosine"}}), scriptedServices({.stepsPerEpoch = 4}), seen).wait();
    ASSERT_EQ(seen.all<LearningRateEvent>().size(), 1U);
    const LearningRateEvent change = seen.all<LearningRateEvent>()[0];
    EXPECT_NEAR(change.before, 0.05, 1e-12) << "half of the run";
    EXPECT_EQ(change.after, change.before);
    EXPECT_EQ(change.schedule->before, cosine);
    EXPECT_EQ(change.schedule->after, constant);
    RecordingObserver late;
    LiveRun(planned({{13, 0.0, constant}}), scriptedServices({.stepsPerEpoch = 4}), late).wait();
    EXPECT_EQ(late.all<NoteEvent>().at(0).message, "the run ended before step 13, from which on the schedule was to change");
}

TEST(RateChange, OfTheScheduleStaysInACheckpointMadeAndPending) {
    const std::vector<RateChange> changes{{2, 0.0, toTenth}, {7, 0.02, thirds}};
    RecordingObserver first;
    RunRequest request = planned(changes);
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
    const Result<RunCheckpoint> read = readCheckpoint(writeCheckpoint(*first.awaitFinished().checkpoint));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->loop.plannedRates, (std::vector<RateChange>{changes[1]}));
    EXPECT_EQ(read->loop.schedule, (ChangedSchedule{toTenth, 1}));
    RecordingObserver second, straight;
    RunRequest rest = planned(changes);
    rest.resumeFrom = std::make_shared<const RunCheckpoint>(*read);
    LiveRun(rest, scriptedServices({.stepsPerEpoch = 4}), second).wait();
    LiveRun(planned(changes), scriptedServices({.stepsPerEpoch = 4}), straight).wait();
    std::vector<double> joined = first.series("learning_rate");
    for (const double rate : second.series("learning_rate")) joined.push_back(rate);
    EXPECT_EQ(joined, straight.series("learning_rate"));
    EXPECT_EQ(second.all<StartedEvent>().at(0).schedule, read->loop.schedule);
}

/// As version 3 wrote it: the changes of rates alone, no schedule and no updates.
std::vector<std::byte> ofVersion3(const RunCheckpoint& checkpoint) {
    std::vector<std::byte> bytes = writeCheckpoint(checkpoint);
    bytes[7] = static_cast<std::byte>('3');
    const std::size_t session = sizeof(std::uint64_t) + checkpoint.session.size();
    const auto end = bytes.end() - static_cast<std::ptrdiff_t>(session);
    constexpr std::ptrdiff_t count = sizeof(std::uint64_t);
    bytes.erase(end - count, end);                 // of no updates
    bytes.erase(end - count - 1, end - count);     // there is no changed schedule
    bytes.erase(end - count - 2, end - count - 1); // the one change has none
    return bytes;
}

TEST(RateChange, ACheckpointOfTheFormerVersionIsReadToo) {
    RecordingObserver seen;
    RunRequest request = planned({{7, 0.02}});
    request.startPaused = true;
    {
        LiveRun run(request, scriptedServices({.stepsPerEpoch = 4}), seen);
        seen.awaitPhase(RunPhase::Paused, 1);
        run.stop();
    }
    const RunCheckpoint checkpoint = *seen.awaitFinished().checkpoint;
    const Result<RunCheckpoint> read = readCheckpoint(ofVersion3(checkpoint));
    ASSERT_TRUE(read.ok()) << describe(read.error());
    EXPECT_EQ(read->loop.plannedRates, (std::vector<RateChange>{{7, 0.02}}));
    EXPECT_EQ(read->session, checkpoint.session);
    std::vector<std::byte> other = ofVersion3(checkpoint);
    other[7] = static_cast<std::byte>('2');
    EXPECT_FALSE(readCheckpoint(other).ok());
}

} // namespace
