#include "ml/support.h"

#include "run/live_run.h"
#include "run/loop_state.h"
#include "support/recording_observer.h"
#include "support/services.h"

#include <atomic>

namespace epochlab::core {
namespace {

using namespace test;

const Fields fields{{"batch-norm", "true"}, {"dropout", "0.3"}, {"batch-size", "16"}, {"width", "8"}, {"hidden-layers", "2"}};

TEST(MlpState, RestoredMidEpochContinuesBitwise) {
    for (const std::string optimizer : {"sgd", "momentum", "adam", "adamw"}) {
        Fields all = fields;
        all.emplace_back("optimizer", optimizer);
        const auto straight = prepared(configOf(all), makeData(100));
        trainTo(*straight, 10, 0.01);
        const std::vector<std::byte> state = straight->saveState();
        trainTo(*straight, 20, 0.01);

        const auto restored = prepared(configOf(all), makeData(100));
        trainTo(*restored, 3, 0.5); // whatever it did before is forgotten
        ASSERT_TRUE(restored->loadState(state).ok());
        EXPECT_EQ(restored->step(), 10);
        trainTo(*restored, 20, 0.01);
        EXPECT_EQ(allValues(*restored), allValues(*straight)) << optimizer;
        EXPECT_EQ(restored->gradients(), straight->gradients()) << optimizer;
        EXPECT_EQ(restored->saveState(), straight->saveState()) << optimizer;
    }
}

RunServices services(const DatasetPointer& data) {
    return {givesData(data), [](const ParamSet&) -> Result<std::shared_ptr<Trainer>> { return makeTrainer(); }};
}

/// Interrupts the run at the end of an epoch, from the run's own thread.
class StopAfterEpoch final : public RunObserver {
public:
    StopAfterEpoch(RunObserver& next, std::int64_t epoch) : m_next(next), m_epoch(epoch) {}
    void watch(LiveRun& run) { m_run = &run; }
    void onEvent(Event event) override {
        const auto* block = std::get_if<MetricBlock>(&event.payload);
        const bool reached = block != nullptr && block->series == "training_loss" && block->epoch == m_epoch;
        m_next.onEvent(std::move(event));
        if (reached) m_run.load()->interrupt();
    }

private:
    RunObserver& m_next;
    std::int64_t m_epoch;
    std::atomic<LiveRun*> m_run = nullptr;
};

TEST(MlpState, AnInterruptedRunThatGoesOnEqualsTheUninterruptedOneBitwise) {
    const DatasetPointer data = makeData(100);
    for (const std::string optimizer : {"momentum", "adam"}) {
        Fields all = fields;
        for (const auto& [id, text] : Fields{{"optimizer", optimizer}, {"epochs", "6"}, {"schedule", "cosine"}, {"learning-rate", "0.01"}})
            all.emplace_back(id, text);
        const RunRequest whole{.id = "whole", .config = configOf(all)};
        RecordingObserver straight;
        LiveRun(whole, services(data), straight).wait();

        RecordingObserver first;
        StopAfterEpoch stopper(first, 2);
        RunRequest paused = whole;
        paused.startPaused = true;
        LiveRun stopped(paused, services(data), stopper);
        stopper.watch(stopped);
        first.awaitPhase(RunPhase::Paused);
        for (std::size_t step = 1; step <= 3; ++step) { // and the odd batch alone
            stopped.stepOnce();
            first.awaitPhase(RunPhase::Paused, step + 1);
        }
        stopped.resume();
        const FinishedEvent end = first.awaitFinished();
        ASSERT_EQ(end.end, RunEnd::Interrupted);
        ASSERT_LT(end.epochs, 6);

        RunRequest rest = whole;
        rest.resumeFrom = std::make_shared<const RunCheckpoint>(*readCheckpoint(writeCheckpoint(*end.checkpoint)));
        RecordingObserver second;
        LiveRun(rest, services(data), second).wait();
        for (const char* name : {"batch_loss", "training_loss", "validation_loss", "validation_accuracy", "learning_rate"}) {
            std::vector<double> values = first.series(name);
            for (const double value : second.series(name)) values.push_back(value);
            EXPECT_EQ(values, straight.series(name)) << name << ", " << optimizer;
        }
        const auto weightsOf = [](const RecordingObserver& seen) { return seen.awaitFinished().bestWeights->tensors; };
        const auto expected = weightsOf(straight);
        const auto actual = weightsOf(second);
        ASSERT_EQ(actual.size(), expected.size());
        for (std::size_t i = 0; i < actual.size(); ++i) EXPECT_EQ(actual[i].values, expected[i].values) << expected[i].name << optimizer;
        EXPECT_EQ(second.all<GradientRow>().back().squaredNorms, straight.all<GradientRow>().back().squaredNorms);
    }
}

TEST(MlpState, RefusesWhatIsNotItsState) {
    const auto session = prepared(configOf(fields), makeData(100));
    trainTo(*session, 2, 0.01);
    const std::vector<std::byte> good = session->saveState();
    const std::vector<float> before = allValues(*session);
    for (std::size_t size = 0; size < good.size(); size += 7) {
        EXPECT_FALSE(session->loadState(std::span(good).first(size)).ok()) << size;
    }
    std::vector<std::byte> longer = good;
    longer.push_back(std::byte{0});
    EXPECT_FALSE(session->loadState(longer).ok());
    EXPECT_EQ(allValues(*session), before) << "nothing is half-loaded";
}

TEST(MlpState, RefusesOtherThreadsAndOtherData) {
    const auto session = prepared(configOf(fields), makeData(100));
    const std::vector<std::byte> state = session->saveState();
    Fields two = fields;
    two.emplace_back("threads", "2");
    const auto other = prepared(configOf(two), makeData(100));
    EXPECT_EQ(other->loadState(state).error().code, ErrorCode::ConfigConflict);
    auto data = std::make_shared<TableDataset>(*makeData(100));
    data->fingerprint = 78;
    EXPECT_EQ(prepared(configOf(fields), data)->loadState(state).error().code, ErrorCode::ConfigConflict);
}

} // namespace
} // namespace epochlab::core
