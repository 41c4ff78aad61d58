#include "core/store/store_fixture.h"
#include "weights/safetensors.h"

#include <gmock/gmock.h>

namespace epochlab::core {
namespace {

using testing::HasSubstr;

struct Told {
    std::vector<double> losses{6, 5, 4, 3};
    std::vector<double> seconds{1, 2};
    double gradient = 1.5;
    double best = 0.75;
    double last = 0.5;
    const char* engine = "fused";
    RunEnd end = RunEnd::Finished;
    std::string note = {};
    double steered = 0.0; ///< a new learning rate at step 3
    std::int64_t branchedAt = 0;
};

class RerunTest : public StoreTest {
protected:
    void tell(const std::string& id, const Told& told) {
        StoreWriter writer(m_directory);
        StartedEvent start = started();
        start.shape.engine = told.engine;
        writer.onEvent({id, start});
        writer.onEvent({id, MetricBlock{"batch_loss", 1, 1, told.losses}});
        for (std::size_t i = 0; i < told.seconds.size(); ++i) {
            const auto epoch = static_cast<std::int64_t>(i) + 1;
            writer.onEvent({id, MetricBlock{"seconds", epoch, 2 * epoch, {told.seconds[i]}}});
            writer.onEvent({id, GradientRow{epoch, {told.gradient, 2.5}, {}}});
            writer.onEvent({id, EpochModelEvent{epoch, weightsOf(epoch == 1 ? told.best : told.last)}});
        }
        if (told.steered > 0) writer.onEvent({id, LearningRateEvent{3, 0.001, told.steered}});
        if (!told.note.empty()) writer.onEvent({id, NoteEvent{false, told.note, "as it was"}});
        FinishedEvent end = finished(0.5, told.end);
        end.epochs = 2;
        end.bestWeights = weightsOf(told.best);
        writer.onEvent({id, end});
        if (told.branchedAt == 0) return;
        const auto origin = database().run(
            "INSERT INTO events (run, step, kind, code) SELECT number, ?, 'branch-of', 'x' FROM runs WHERE id = ?", told.branchedAt, id);
        EXPECT_TRUE(origin.ok());
    }
};

TEST_F(RerunTest, SaysWhetherEveryValueAndWeightIsTheSame) {
    struct Row {
        const char* name;
        Told rerun;
        std::string text; ///< empty: identical
        Told original = {};
    };
    const Row rows[] = {
        {"equal", {}, ""},
        {"only the clock", {.seconds = {8, 9}}, ""},
        {"goes on where the original was stopped", {.losses = {6, 5, 4, 3, 2, 1}}, "", {.end = RunEnd::Stopped}},
        {"one loss", {.losses = {6, 5, 4.5, 3}}, "first in batch_loss at step 3: 4 there, 4.5 here; data, version"},
        {"ends sooner", {.losses = {6, 5, 4}}, "first in batch_loss at step 4: 3 there, none here"},
        {"minus zero", {.losses = {6, 5, 4, -0.0}}, "at step 4: 0 there, -0 here", {.losses = {6, 5, 4, 0.0}}},
        {"gradient", {.gradient = 1.25}, "first in the gradient of layer 0 at step 2: 1.5 there, 1.25 here"},
        {"best weights", {.best = 0.25}, "first in w after epoch 1"},
        {"last weights", {.last = 0.25}, "first in w after epoch 2"},
        {"another engine", {.last = 0.25, .engine = "libtorch"}, "the original had the engine fused (here libtorch)"},
        {"steered", {.losses = {6, 5, 4, 2}, .steered = 0.5}, "changed by hand at step 3, so it says nothing"},
        {"steered in both", {.losses = {6, 5, 4, 2}, .steered = 0.5}, "data, version", {.steered = 0.5}},
        {"trained further", {.last = 0.25}, "the original was trained further", {.note = "trained-further"}},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        const std::string original = std::string(row.name) + " 1";
        const std::string rerun = std::string(row.name) + " 2";
        tell(original, row.original);
        tell(rerun, row.rerun);
        RunStore store(m_directory);
        const auto verdict = store.judgeRerun(original, rerun);
        ASSERT_TRUE(verdict.ok()) << describe(verdict.error());
        EXPECT_EQ(verdict->identical, row.text.empty()) << verdict->text;
        EXPECT_THAT(verdict->text, HasSubstr(row.text));
        if (verdict->identical) {
            EXPECT_EQ(verdict->text, "identical to " + original + ": 8 values and 2 tensors, bit for bit");
        }
        const auto notes = store.loadCurvesOf(rerun)->notes;
        ASSERT_FALSE(notes.empty());
        EXPECT_EQ(notes.back().code, verdict->identical ? "rerun-identical" : "rerun-differs");
        EXPECT_EQ(notes.back().warning, !verdict->identical);
        EXPECT_EQ(notes.back().message, verdict->text);
    }
}

TEST_F(RerunTest, OfABranchOnlyWhatItTrainedItselfIsCompared) {
    tell("original", {.losses = {6, 5, 4, 3}, .branchedAt = 2});
    tell("same", {.losses = {1, 1, 4, 3}, .branchedAt = 2});
    tell("other", {.losses = {6, 5, 4, 1}, .branchedAt = 2});
    RunStore store(m_directory);
    EXPECT_EQ(store.judgeRerun("original", "same")->text, "identical to original: 4 values and 1 tensor after step 2, bit for bit");
    EXPECT_THAT(store.judgeRerun("original", "other")->text, HasSubstr("first in batch_loss at step 4: 3 there, 1 here"));
}

TEST_F(RerunTest, OnlyWhatEndedAndHasSettingsIsTrainedAgain) {
    tell("whole", {});
    tell("stopped", {.end = RunEnd::Stopped});
    RunStore store(m_directory);
    EXPECT_EQ(store.judgeRerun("whole", "stopped").error().code, ErrorCode::RunNotFound);
    EXPECT_EQ(store.requestToRerun("nothing").error().code, ErrorCode::RunNotFound);
    EXPECT_EQ(store.requestToRerun("whole")->config, started().config);
    EXPECT_TRUE(store.requestToRerun("stopped").ok());
    for (const char* state : {"running", "imported"}) {
        ASSERT_TRUE(database().run("UPDATE runs SET state = ? WHERE id = 'whole'", std::string_view(state)).ok());
        EXPECT_EQ(store.requestToRerun("whole").error().code, ErrorCode::RunNotFound) << state;
    }
}

} // namespace
} // namespace epochlab::core
