#include "store/run_folder.h"

#include "base/file_writer.h"
#include "store/model_file.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <limits>
#include <map>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;

class RunFolder : public testing::Test {
protected:
    static StartedEvent started() {
        auto data = std::make_shared<TableDataset>();
        data->name = "toy";
        data->featureNames = {"x", "y"};
        data->classNames = {"a", "b"};
        StartedEvent event{ParamSet(mlpParams()), nullptr, data, {}, 2};
        event.shape.stepsPerEpoch = 2;
        event.shape.layerNames = {"layer 0", "output"};
        return event;
    }

    static void run(RunFolderWriter& writer, const std::string& id, std::optional<double> accuracy) {
        writer.onEvent({id, started()});
        writer.onEvent({id, MetricBlock{"batch_loss", 1, 1, {0.5, 0.25, 0.125}}});
        writer.onEvent({id, MetricBlock{"validation_accuracy", 1, 2, {0.1}}});
        writer.onEvent({id, GradientRow{1, {1.5, 2.5}, {}}});
        FinishedEvent finished;
        finished.epochs = accuracy ? 1 : 0;
        finished.seconds = 1.5;
        if (accuracy) {
            finished.best = BestEpoch{1, *accuracy, 0.3, 0.9, std::numeric_limits<double>::quiet_NaN()};
            auto weights = std::make_shared<ModelWeights>();
            weights->tensors.push_back({"w", {1}, {static_cast<float>(*accuracy)}});
            finished.bestWeights = weights;
        }
        writer.onEvent({id, std::move(finished)});
    }

    static double weightOf(const Result<Model>& model) { return static_cast<double>(model->weights->tensors.at(0).values.at(0)); }

    test::TemporaryFolder m_folder;
    const std::string& m_directory = m_folder.path();
};

TEST_F(RunFolder, HoldsTheWholeRun) {
    const RunFolderStore store(m_directory);
    RunFolderWriter writer(store);
    run(writer, "r1", 0.75);
    EXPECT_FALSE(writer.takeError().has_value());
    ASSERT_EQ(store.list().size(), 1U);
    const std::string folder = store.list()[0].folder;
    EXPECT_EQ(*readRegularFile(folder + "/metrics.csv", 10000),
              "series,epoch,step,value\nbatch_loss,1,1,0.5\nbatch_loss,1,2,0.25\nbatch_loss,2,3,0.125\n"
              "validation_accuracy,1,2,0.1\ngradient_squared_norm/layer 0,1,2,1.5\ngradient_squared_norm/output,1,2,2.5\n");
    const std::string result = *readRegularFile(folder + "/result.json", 100000);
    EXPECT_THAT(result, testing::HasSubstr("\"state\": \"finished\""));
    EXPECT_THAT(result, testing::HasSubstr("\"test_accuracy\": null"));
    const std::string toml = *readRegularFile(folder + "/run.toml", 100000);
    EXPECT_EQ(*readRunFile(toml, "run.toml"), started().config);
    EXPECT_EQ(weightOf(store.loadModelOf(folder)), 0.75);
    EXPECT_EQ(weightOf(store.loadModelOf(folder + "/model.safetensors")), 0.75);
}

TEST_F(RunFolder, FindsRunsByNamePrefixLastAndBest) {
    const RunFolderStore store(m_directory);
    RunFolderWriter writer(store);
    run(writer, "20260101-1a", 0.75);
    run(writer, "20260102-1b", 0.875);
    run(writer, "20260103-1c", 0.5);
    run(writer, "20260104-1d", std::nullopt);
    const std::map<std::string, double> expected{{"20260101-1a", 0.75}, {"20260102", 0.875}, {"@last", 0.5}, {"@best", 0.875}};
    for (const auto& [name, weight] : expected) {
        const auto model = store.loadModelOf(name);
        ASSERT_TRUE(model.ok()) << name << ": " << describe(model.error());
        EXPECT_EQ(weightOf(model), weight) << name;
    }
    EXPECT_EQ(store.loadModelOf("2026").error().code, ErrorCode::Usage);
    EXPECT_EQ(store.loadModelOf("nothing").error().code, ErrorCode::RunNotFound);
    EXPECT_EQ(store.loadModelOf("20260104").error().code, ErrorCode::RunNotFound);
}

TEST_F(RunFolder, AnEmptyStoreHasNoRuns) {
    const RunFolderStore store(m_directory + "/none");
    EXPECT_TRUE(store.list().empty());
    EXPECT_EQ(store.loadModelOf("@last").error().code, ErrorCode::RunNotFound);
}

TEST_F(RunFolder, AClaimedIdIsNobodyElses) {
    const RunFolderStore store(m_directory);
    std::vector<std::string> ids{"b", "a", "a", "a"};
    const auto next = [&ids] {
        const std::string id = ids.back();
        ids.pop_back();
        return id;
    };
    EXPECT_EQ(*store.claimRunId(next), "a");
    EXPECT_EQ(*store.claimRunId(next), "b");
    EXPECT_TRUE(ids.empty());
    EXPECT_TRUE(store.list().empty());
    RunFolderWriter writer(store);
    run(writer, "a", 0.75);
    EXPECT_FALSE(writer.takeError().has_value());
    EXPECT_EQ(store.list().size(), 1U);
    EXPECT_FALSE(store.claimRunId([] { return RunId("a"); }).ok());
}

TEST_F(RunFolder, AStoreThatCannotBeWrittenIsRefusedAtOnce) {
    ASSERT_TRUE(writeFileDurably(m_directory + "/runs", "a file in the way").ok());
    EXPECT_EQ(RunFolderStore(m_directory).claimRunId().error().code, ErrorCode::IoWrite);
}

TEST_F(RunFolder, AResumedRunKeepsBothPartsMetrics) {
    const RunFolderStore store(m_directory);
    RunFolderWriter writer(store);
    RunCheckpoint checkpoint{"epochs = 2\n", {}, {std::byte{1}, std::byte{2}}};
    checkpoint.loop.step = 2;
    writer.onEvent({"r", started()});
    writer.onEvent({"r", MetricBlock{"batch_loss", 1, 1, {0.5, 0.25}}});
    FinishedEvent interrupted;
    interrupted.end = RunEnd::Interrupted;
    interrupted.checkpoint = std::make_shared<const RunCheckpoint>(checkpoint);
    writer.onEvent({"r", interrupted});
    for (const char* name : {"r", "@last"}) {
        const auto kept = store.loadCheckpointOf(name);
        ASSERT_TRUE(kept.ok()) << name << ": " << describe(kept.error());
        EXPECT_EQ(kept->id, "r");
        EXPECT_EQ(kept->checkpoint.config, checkpoint.config);
        EXPECT_EQ(kept->checkpoint.loop.step, 2);
        EXPECT_EQ(kept->checkpoint.session, checkpoint.session);
    }
    StartedEvent again = started();
    again.resumedFrom = 2;
    writer.onEvent({"r", again});
    writer.onEvent({"r", MetricBlock{"batch_loss", 2, 3, {0.125}}});
    writer.onEvent({"r", FinishedEvent{}});
    EXPECT_FALSE(writer.takeError().has_value());
    EXPECT_EQ(*readRegularFile(m_directory + "/runs/r/metrics.csv", 10000),
              "series,epoch,step,value\nbatch_loss,1,1,0.5\nbatch_loss,1,2,0.25\nbatch_loss,2,3,0.125\n");
    EXPECT_EQ(store.loadCheckpointOf("r").error().code, ErrorCode::RunNotFound);
    const auto entries = fs::directory_iterator(m_directory + "/runs");
    EXPECT_EQ(std::distance(begin(entries), end(entries)), 1) << "nothing is left beside the run";
}

TEST_F(RunFolder, ARunThatNeverStartedLeavesNothing) {
    const RunFolderStore store(m_directory);
    RunFolderWriter writer(store);
    const RunId id = *store.claimRunId();
    FinishedEvent failed;
    failed.end = RunEnd::Failed;
    writer.onEvent({id, std::move(failed)});
    EXPECT_TRUE(fs::is_empty(m_directory + "/runs"));
    EXPECT_TRUE(store.list().empty());
    EXPECT_FALSE(writer.takeError().has_value());
}

TEST_F(RunFolder, AFailureToWriteIsReportedOnceAndLeavesNothing) {
    ASSERT_TRUE(writeFileDurably(m_directory + "/runs", "a file in the way").ok());
    const RunFolderStore store(m_directory);
    RunFolderWriter writer(store);
    run(writer, "r1", 0.75);
    run(writer, "r2", 0.75);
    const auto error = writer.takeError();
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->code, ErrorCode::IoWrite);
    EXPECT_FALSE(writer.takeError().has_value());
    EXPECT_TRUE(store.list().empty());
}

} // namespace
} // namespace epochlab::core
