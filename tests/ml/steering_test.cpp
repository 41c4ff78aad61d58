// What is done to a run while it trains, with the engine itself: bit for bit what a plan or a longer run gives.
#include "ml/support.h"

#include "data/load.h"
#include "run/live_run.h"
#include "run/loop_state.h"
#include "run/rate_finder.h"
#include "support/recording_observer.h"
#include "support/services.h"

namespace epochlab::core {
namespace {

using namespace test;

const Fields fields{{"batch-norm", "true"}, {"dropout", "0.3"}, {"batch-size", "16"},      {"width", "8"},
                    {"hidden-layers", "2"}, {"epochs", "4"},    {"learning-rate", "0.01"}, {"schedule", "cosine"}};

RunServices services(DatasetLoader loader = givesData(makeData(100))) {
    return {std::move(loader), [](const ParamSet&) -> Result<std::shared_ptr<Trainer>> { return makeTrainer(); }};
}

void expectEqual(const RecordingObserver& actual, const RecordingObserver& expected, const std::string& what) {
    for (const char* name : {"batch_loss", "training_loss", "validation_loss", "validation_accuracy", "learning_rate"})
        EXPECT_EQ(actual.series(name), expected.series(name)) << name << ", " << what;
    const auto actualBest = actual.awaitFinished().bestWeights;
    const auto expectedBest = expected.awaitFinished().bestWeights;
    for (std::size_t i = 0; i < expectedBest->tensors.size(); ++i)
        EXPECT_EQ(actualBest->tensors.at(i).values, expectedBest->tensors[i].values) << expectedBest->tensors[i].name << ", " << what;
    EXPECT_EQ(actual.all<GradientRow>().back().squaredNorms, expected.all<GradientRow>().back().squaredNorms) << what;
}

TEST(Steering, ARunSteeredByHandIsRepeatedByItsPlan) {
    for (const std::string optimizer : {"sgd", "adamw"}) {
        const RunRequest request{.id = "run", .config = configOf(fields, {{"optimizer", optimizer}}), .startPaused = true};
        RecordingObserver byHand;
        {
            LiveRun run(request, services(), byHand);
            std::size_t paused = 0;
            for (const double rate : {0.03, 0.005, 0.02}) { // before the first batch, in mid-epoch, and on
                byHand.awaitPhase(RunPhase::Paused, ++paused);
                run.setLearningRate(rate);
                for (int step = 0; step < 4; ++step) {
                    run.stepOnce();
                    byHand.awaitPhase(RunPhase::Paused, ++paused);
                }
                --paused; // the next round waits for the pause that was just seen
            }
            run.resume();
            run.wait();
        }
        RunRequest again{.id = "again", .config = request.config};
        for (const LearningRateEvent& change : byHand.all<LearningRateEvent>()) again.rateChanges.push_back({change.step, change.after});
        ASSERT_EQ(again.rateChanges, (std::vector<RateChange>{{1, 0.03}, {5, 0.005}, {9, 0.02}}));
        RecordingObserver planned, plain;
        LiveRun(again, services(), planned).wait();
        expectEqual(planned, byHand, optimizer);
        LiveRun({.id = "plain", .config = request.config}, services(), plain).wait();
        EXPECT_NE(plain.series("batch_loss"), byHand.series("batch_loss")) << "the rates make a difference";
    }
}

TEST(Steering, ARunWhoseScheduleIsChangedByHandIsRepeatedByItsCommand) {
    using Kind = ScheduleShape::Kind;
    const RunRequest request{.id = "run", .config = configOf(fields), .startPaused = true};
    RecordingObserver byHand;
    {
        LiveRun run(request, services(), byHand);
        std::size_t paused = 0;
        for (const ScheduleShape& shape : {ScheduleShape{.kind = Kind::Step, .stepFactor = 0.5, .stepEveryEpochs = 0.7}, ScheduleShape{},
                                           ScheduleShape{.kind = Kind::Cosine, .minimumShare = 0.1}}) {
            byHand.awaitPhase(RunPhase::Paused, ++paused);
            run.setSchedule(shape, shape.kind == Kind::Cosine ? 0.05 : 0.0);
            if (shape.kind == Kind::Step) run.setLearningRate(0.03); // the next batch begins with both
            for (int step = 0; step < 4; ++step) {
                run.stepOnce();
                byHand.awaitPhase(RunPhase::Paused, ++paused);
            }
            --paused;
        }
        run.resume();
        run.wait();
    }
    RunRequest again{.id = "again", .config = request.config};
    const std::string flags = rateChangeFlags(byHand.all<LearningRateEvent>());
    for (std::size_t flag = flags.find("--"); flag != std::string::npos; flag = flags.find("--", flag + 1)) {
        const std::string line = flags.substr(flag, flags.find(" --", flag) - flag);
        const std::string text = line.substr(line.find(' ') + 1);
        again.rateChanges.push_back(line.starts_with("--rate") ? *readRateChange(text) : *readScheduleChange(text, again.config));
    }
    ASSERT_EQ(again.rateChanges.size(), 4U) << flags;
    RecordingObserver planned;
    LiveRun(again, services(), planned).wait();
    expectEqual(planned, byHand, flags);
}

TEST(Steering, TrainedFurtherIsTheLongerRun) {
    struct Row {
        const char* name;
        Fields more;
    };
    for (const Row& row : {Row{"constant", {{"schedule", "constant"}, {"optimizer", "adam"}}},
                           Row{"warm-up", {{"schedule", "constant"}, {"warmup", "2"}, {"optimizer", "momentum"}}},
                           Row{"step", {{"schedule", "step"}, {"schedule-every", "3"}, {"optimizer", "sgd"}}},
                           Row{"early stopping in wait", {{"schedule", "constant"}, {"early-stopping", "50"}}}}) {
        Fields longer = row.more;
        longer.emplace_back("epochs", "7");
        RecordingObserver first, further, straight;
        LiveRun({.id = "run", .config = configOf(fields, row.more)}, services(), first).wait();
        LiveRun({.id = "whole", .config = configOf(fields, longer)}, services(), straight).wait();
        const auto checkpoint = first.awaitFinished().checkpoint;
        ASSERT_TRUE(checkpoint) << row.name;
        auto read = std::make_shared<const RunCheckpoint>(*readCheckpoint(writeCheckpoint(*checkpoint)));
        const Result<ParamSet> config = configToTrainFurther(*read, 3);
        ASSERT_TRUE(config.ok());
        EXPECT_EQ(config->integer("epochs"), 7);
        LiveRun({.id = "run", .config = *config, .resumeFrom = read, .trainFurther = true}, services(), further).wait();
        for (const char* name : {"batch_loss", "training_loss", "validation_loss", "validation_accuracy", "learning_rate"}) {
            std::vector<double> values = first.series(name);
            for (const double value : further.series(name)) values.push_back(value);
            EXPECT_EQ(values, straight.series(name)) << name << ", " << row.name;
        }
        const FinishedEvent end = further.awaitFinished();
        EXPECT_EQ(end.epochs, 7);
        EXPECT_EQ(end.best->epoch, straight.awaitFinished().best->epoch) << row.name;
        EXPECT_EQ(end.checkpoint->session, straight.awaitFinished().checkpoint->session) << row.name;
        EXPECT_EQ(further.all<NoteEvent>().at(0).code, "trained-further");
        EXPECT_EQ(further.all<NoteEvent>().at(0).message, "trained further from epoch 4 to 7");
    }
}

TEST(Steering, AFinderLeavesAPausedRunAsItIs) {
    const RunRequest request{.id = "run", .config = configOf(fields), .startPaused = true};
    RecordingObserver alone, beside;
    const auto train = [&](RecordingObserver& seen, bool find) {
        LiveRun run(request, services(), seen);
        for (std::size_t step = 1; step <= 5; ++step) {
            seen.awaitPhase(RunPhase::Paused, step);
            run.stepOnce();
        }
        seen.awaitPhase(RunPhase::Paused, 6);
        if (find) {
            const Result<RateTest> test = findRate({.config = request.config, .steps = 60}, services(), {}, [](const RatePoint&) {});
            ASSERT_TRUE(test.ok()) << describe(test.error());
            EXPECT_GT(test->points.size(), 20U);
        }
        run.resume();
        run.wait();
    };
    train(alone, false);
    train(beside, true);
    expectEqual(beside, alone, "finder");
    EXPECT_EQ(beside.awaitFinished().checkpoint->session, alone.awaitFinished().checkpoint->session);
}

TEST(Steering, AFinderBegunFromACheckpointNeverTouchesIt) {
    RecordingObserver seen;
    LiveRun({.id = "run", .config = configOf(fields)}, services(), seen).wait();
    const auto checkpoint = seen.awaitFinished().checkpoint;
    const std::vector<std::byte> before = writeCheckpoint(*checkpoint);
    const auto find = [&] {
        return findRate({.config = configOf(fields), .from = checkpoint, .steps = 40}, services(), {}, [](const RatePoint&) {});
    };
    const Result<RateTest> first = find();
    const Result<RateTest> second = find();
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_EQ(writeCheckpoint(*checkpoint), before);
    ASSERT_EQ(first->points.size(), second->points.size());
    for (std::size_t i = 0; i < first->points.size(); ++i) EXPECT_EQ(first->points[i].loss, second->points[i].loss) << i;
}

TEST(Steering, TheFinderSuggestsARateForTheToys) {
    for (const char* toy : {"toy:moons", "toy:circles", "toy:blobs"}) {
        const ParamSet config = configOf({{"data", toy}});
        const Result<RateTest> test = findRate({.config = config}, services(loadDataset), {}, [](const RatePoint&) {});
        ASSERT_TRUE(test.ok()) << describe(test.error());
        ASSERT_TRUE(test->suggestion) << toy << ": " << test->verdict;
        EXPECT_GT(*test->suggestion, 1e-4) << toy; // Adam's usual range
        EXPECT_LT(*test->suggestion, 0.3) << toy;
    }
}

} // namespace
} // namespace epochlab::core
