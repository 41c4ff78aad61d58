#include "core/store/store_fixture.h"

#include <gmock/gmock.h>

#include <atomic>
#include <filesystem>
#include <set>
#include <thread>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using StoreWriterTest = StoreTest;

std::set<std::string> namesIn(const std::string& folder) {
    std::set<std::string> names;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) names.insert(entry.path().filename());
    return names;
}

TEST_F(StoreWriterTest, WhatIsAcknowledgedIsThereWhileTheRunTrains) {
    StoreWriter writer(m_directory);
    writer.onEvent({"r", PhaseEvent{}});
    writer.onEvent({"r", started()});
    for (std::int64_t step = 1; step <= 5000; ++step) writer.onEvent({"r", losses(step, {1.0 / static_cast<double>(step)})});
    writer.onEvent({"r", EpochModelEvent{1, weightsOf(0.5)}});
    ASSERT_TRUE(writer.flush());
    EXPECT_EQ(writer.acknowledgedValues(), 5000);
    RunStore store(m_directory);
    EXPECT_EQ(stateOf(store, "r"), "running");
    EXPECT_EQ(valuesOf(store, "r").at("batch_loss").size(), 5000U);
    EXPECT_LE(*database().integer("SELECT count(*) FROM metrics", 0), 20) << "blocks are joined";
    EXPECT_EQ(*database().integer("SELECT count(*) FROM epoch_models", 0), 1);
    EXPECT_EQ(store.claimResume("r").error().code, ErrorCode::RunNotFound) << "it is being trained";
}

TEST_F(StoreWriterTest, WhatIsLeftIsWrittenAtItsEnd) {
    {
        StoreWriter writer(m_directory);
        writer.onEvent({"r", started()});
        writer.onEvent({"r", losses(1, {0.5, 0.25})});
    }
    RunStore store(m_directory);
    EXPECT_EQ(valuesOf(store, "r").at("batch_loss"), (std::vector<double>{0.5, 0.25}));
}

TEST_F(StoreWriterTest, KeepsTheNewestTwoCheckpointsAndTheBestModelInThem) {
    const std::string folder = m_directory + "/runs/r/checkpoints";
    StoreWriter writer(m_directory);
    writer.onEvent({"r", started()});
    for (const std::int64_t step : {2, 4, 6}) writer.onEvent({"r", checkpointAt(step)});
    ASSERT_TRUE(writer.flush());
    EXPECT_THAT(namesIn(folder), ElementsAre("2", "4", "6")) << "2 is the best epoch's end";
    EXPECT_THAT(namesIn(folder + "/6"), ElementsAre("manifest.json", "model.safetensors", "state.bin"));
    RunStore store(m_directory);
    EXPECT_EQ(store.loadModelOf("r")->weights->tensors[0].values[0], 0.5F);
    EXPECT_EQ(store.find("r")->best->epoch, 1);
    setInterrupted(database());
    m_folder.file("runs/r/checkpoints/6/state.bin", "damaged");
    const auto run = store.claimResume("@last");
    ASSERT_TRUE(run.ok()) << describe(run.error());
    EXPECT_EQ(run->checkpoint->loop.step, 4) << "the newest is damaged";
    EXPECT_EQ(run->checkpoint->session, checkpointAt(4).checkpoint->session);
    EXPECT_EQ(run->config, started().config);
    EXPECT_FALSE(store.claimResume("r").ok()) << "it is ours now";
    writer.onEvent({"r", started(4)});
    FinishedEvent stopped = finished(0.5, RunEnd::Stopped);
    stopped.checkpoint = checkpointAt(8).checkpoint;
    writer.onEvent({"r", stopped});
    EXPECT_EQ(stateOf(store, "r"), "stopped");
    EXPECT_THAT(namesIn(folder), ElementsAre("2", "4", "8")) << "6 was of another course";
    EXPECT_EQ(store.claimResume("r")->checkpoint->loop.step, 8);
    writer.onEvent({"r", started(8)});
    writer.onEvent({"r", finished(0.5)});
    EXPECT_FALSE(fs::exists(folder)) << "there is nothing left to go on with";
}

TEST_F(StoreWriterTest, AFinishedRunKeepsItsEndToBeTrainedFurther) {
    StoreWriter writer(m_directory);
    RunStore store(m_directory);
    const std::string folder = m_directory + "/runs/r/checkpoints";
    FinishedEvent end = finished(0.5);
    end.checkpoint = checkpointAt(4).checkpoint;
    writer.onEvent({"r", started()});
    writer.onEvent({"r", checkpointAt(2)});
    writer.onEvent({"r", end});
    ASSERT_EQ(stateOf(store, "r"), "finished");
    EXPECT_THAT(namesIn(folder), ElementsAre("2", "4"));
    EXPECT_FALSE(store.claimResume("r").ok()) << "there is nothing to resume";
    EXPECT_EQ(store.claimExtension("r", 0).error().code, ErrorCode::ConfigRange);
    EXPECT_EQ(store.claimExtension("r", 1'000'000'000'000).error().code, ErrorCode::ConfigRange);
    EXPECT_EQ(stateOf(store, "r"), "finished") << "a refusal claims nothing";

    const auto further = store.claimExtension("@last", 3);
    ASSERT_TRUE(further.ok()) << describe(further.error());
    EXPECT_EQ(further->config.integer("epochs"), 5);
    EXPECT_EQ(further->checkpoint->loop.step, 4);
    EXPECT_EQ(stateOf(store, "r"), "running");
    EXPECT_FALSE(store.claimExtension("r", 3).ok()) << "it is ours now";

    StartedEvent again = started(4);
    again.config = further->config;
    end.checkpoint = checkpointAt(10).checkpoint;
    end.epochs = 5;
    writer.onEvent({"r", again});
    writer.onEvent({"r", end});
    EXPECT_EQ(store.find("r")->plannedEpochs, 5);
    EXPECT_EQ(store.loadConfigOf("r")->integer("epochs"), 5);
    EXPECT_THAT(namesIn(folder), ElementsAre("10", "2"));

    ASSERT_TRUE(store.claimExtension("r", 1).ok());
    writer.onEvent({"r", finished(std::nullopt, RunEnd::Failed)}); // its data are gone, say
    EXPECT_EQ(stateOf(store, "r"), "finished") << "it stays what it was";
}

TEST_F(StoreWriterTest, WithoutACheckpointThereIsNothingToTrainFurther) {
    StoreWriter writer(m_directory);
    RunStore store(m_directory);
    writer.onEvent({"r", started()});
    writer.onEvent({"r", finished(0.5)});
    writer.onEvent({"d", started()});
    writer.onEvent({"d", finished(std::nullopt, RunEnd::Diverged)});
    ASSERT_EQ(stateOf(store, "d"), "diverged");
    for (const auto& [run, words] : {std::pair{"r", "no checkpoint is kept of the run"}, std::pair{"d", "the run is diverged"}}) {
        const auto refused = store.claimExtension(run, 2);
        ASSERT_FALSE(refused.ok()) << run;
        EXPECT_EQ(refused.error().code, ErrorCode::RunNotFound);
        EXPECT_NE(refused.error().what.find(words), std::string::npos) << refused.error().what;
    }
}

TEST_F(StoreWriterTest, ARunWithoutACheckpointBeginsAnew) {
    {
        StoreWriter writer(m_directory);
        writer.onEvent({"r", started()});
        writer.onEvent({"r", losses(1, {0.5, 0.25})});
    }
    setInterrupted(database());
    RunStore store(m_directory);
    const auto resumable = store.claimResume("r");
    ASSERT_TRUE(resumable.ok());
    EXPECT_EQ(resumable->checkpoint, nullptr);
    EXPECT_EQ(stateOf(store, "r"), "running");
    StoreWriter writer(m_directory);
    writer.onEvent({"r", finished(std::nullopt, RunEnd::Failed)}); // its data are gone, say
    EXPECT_EQ(stateOf(store, "r"), "interrupted") << "it stays what it was";
}

TEST_F(StoreWriterTest, ValuesComputedAgainTakeThePlaceOfTheEarlierOnes) {
    const std::vector<double> first{6, 5, 4, 3, 2, 1};
    struct Row {
        const char* name;
        std::vector<MetricBlock> again; ///< after a checkpoint at step 2
        std::vector<double> after;
        std::size_t warnings;
    };
    const Row rows[] = {{"killed before the first value", {}, first, 0},
                        {"killed in the middle", {losses(3, {4, 3})}, first, 0},
                        {"in small parts", {losses(3, {4}), losses(4, {3, 2}), losses(6, {1})}, first, 0},
                        {"beyond the end", {losses(3, {4, 3, 2, 1, 0.5})}, {6, 5, 4, 3, 2, 1, 0.5}, 0},
                        {"other bits", {losses(3, {4, 3.5, 2}), losses(6, {7, 8})}, {6, 5, 4, 3.5, 2, 7, 8}, 1}};
    for (const Row& row : rows) {
        const std::string id = row.name;
        StoreWriter writer(m_directory);
        writer.onEvent({id, started()});
        writer.onEvent({id, losses(1, first)});
        writer.onEvent({id, MetricBlock{"seconds", 1, 2, {0.1}}});
        writer.onEvent({id, MetricBlock{"seconds", 2, 4, {0.2}}});
        writer.onEvent({id, NoteEvent{false, "batch-merged", "told at each start"}});
        ASSERT_TRUE(writer.flush());
        writer.onEvent({id, started(2)});
        writer.onEvent({id, NoteEvent{false, "batch-merged", "told at each start"}});
        for (const MetricBlock& block : row.again) writer.onEvent({id, block});
        writer.onEvent({id, MetricBlock{"seconds", 2, 4, {0.9}}});
        ASSERT_TRUE(writer.flush());
        RunStore store(m_directory);
        const Series values = valuesOf(store, id);
        EXPECT_EQ(values.at("batch_loss"), row.after) << id;
        EXPECT_EQ(values.at("seconds"), (std::vector<double>{0.1, 0.9})) << id;
        const auto notes = store.loadCurvesOf(id)->notes;
        EXPECT_EQ(notes.size(), 1 + row.warnings) << id;
        EXPECT_EQ(notes.back().code, row.warnings > 0 ? "recomputed-differs" : "batch-merged") << id;
    }
}

TEST_F(StoreWriterTest, WhatTheDiskRefusesStaysInMemoryAndPausesTheRun) {
    std::atomic<int> pauses = 0;
    std::atomic<int> resumes = 0;
    std::atomic<int> errors = 0;
    StoreWriter writer(m_directory, {.mostHeldValues = 100});
    writer.onPause([&](bool pause) { ++(pause ? pauses : resumes); });
    writer.onError([&] { ++errors; });
    writer.onEvent({"r", started()});
    ASSERT_TRUE(writer.flush());
    Connection connection = database();
    ASSERT_TRUE(connection.script("CREATE TRIGGER refuse BEFORE INSERT ON metrics BEGIN SELECT RAISE(ABORT, 'refused'); END").ok());
    writer.onEvent({"r", losses(1, std::vector<double>(60, 0.5))});
    EXPECT_FALSE(writer.flush());
    EXPECT_EQ(pauses, 0);
    writer.onEvent({"r", losses(61, std::vector<double>(60, 0.25))});
    EXPECT_FALSE(writer.flush());
    EXPECT_FALSE(writer.flush()); // the pause is asked for after the attempt that came before
    EXPECT_EQ(pauses, 1);
    EXPECT_EQ(errors, 1) << "told once";
    EXPECT_THAT(writer.takeError()->what, HasSubstr("refused"));
    EXPECT_EQ(writer.acknowledgedValues(), 0);
    ASSERT_TRUE(connection.script("DROP TRIGGER refuse").ok());
    ASSERT_TRUE(writer.flush());
    EXPECT_EQ(writer.acknowledgedValues(), 120);
    writer.onEvent({"r", finished(0.5)});
    EXPECT_EQ(resumes, 1);
    EXPECT_FALSE(writer.takeError().has_value());
    RunStore store(m_directory);
    EXPECT_EQ(valuesOf(store, "r").at("batch_loss").size(), 120U);
    EXPECT_EQ(stateOf(store, "r"), "finished");
}

TEST_F(StoreWriterTest, ManyRunsInManyThreadsGoThroughOneWriter) {
    constexpr int threads = 4;
    StoreWriter writer(m_directory);
    {
        std::vector<std::jthread> runs;
        for (int i = 0; i < threads; ++i)
            runs.emplace_back([&writer, i] {
                for (int j = 0; j < 5; ++j) run(writer, std::to_string(i) + "-" + std::to_string(j), 0.5);
            });
    }
    RunStore store(m_directory);
    EXPECT_EQ(store.list(*RunFilter::parse("state=finished"))->size(), 20U);
    const auto runs = store.list();
    for (const RunSummary& summary : *runs) EXPECT_EQ(valuesOf(store, summary.id).at("batch_loss").size(), 3U);
}

} // namespace
} // namespace epochlab::core
