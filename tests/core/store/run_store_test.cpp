#include "base/file_writer.h"
#include "core/store/store_fixture.h"
#include "store/model_file.h"
#include "store/process_identity.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <thread>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using RunStoreTest = StoreTest;

double weightOf(const Result<Model>& model) { return static_cast<double>(model->weights->tensors.at(0).values.at(0)); }

std::vector<std::string> idsOf(const Result<std::vector<RunSummary>>& runs) {
    std::vector<std::string> ids;
    if (runs.ok())
        for (const RunSummary& run : *runs) ids.push_back(run.id);
    return ids;
}

TEST_F(RunStoreTest, HoldsTheWholeRun) {
    StoreWriter writer(m_directory);
    run(writer, "r1", 0.75);
    EXPECT_FALSE(writer.takeError().has_value());
    RunStore store(m_directory);
    const auto found = store.find("r1");
    ASSERT_TRUE(found.ok()) << describe(found.error());
    EXPECT_EQ(found->state, "finished");
    EXPECT_EQ(found->dataName, "toy");
    EXPECT_EQ(found->epochs, 1);
    EXPECT_EQ(found->best->validationAccuracy, 0.75);
    EXPECT_TRUE(std::isnan(found->best->testAccuracy));
    EXPECT_EQ(*store.loadConfigOf("r1"), started().config);
    EXPECT_EQ(valuesOf(store, "r1"), (Series{{"batch_loss", {0.5, 0.25, 0.125}}, {"validation_accuracy", {0.1, 0.2}}}));
    const auto curves = store.loadCurvesOf("r1");
    ASSERT_EQ(curves->gradients.size(), 1U);
    EXPECT_THAT(curves->gradients[0].squaredNorms, ElementsAre(1.5, 2.5));
    EXPECT_THAT(curves->gradients[0].updateRatios, ElementsAre(0.25, 0.125));
    EXPECT_THAT(curves->gradients[0].layerNames, ElementsAre("layer 0", "output"));
    const std::string folder = m_directory + "/runs/r1";
    EXPECT_EQ(*readRunFile(*readRegularFile(folder + "/run.toml", 100000), "run.toml"), started().config);
    for (const std::string& name : {std::string("r1"), folder, folder + "/model.safetensors"})
        EXPECT_EQ(weightOf(store.loadModelOf(name)), 0.75) << name;
}

TEST_F(RunStoreTest, FindsRunsByIdPrefixNameLastBestAndWorst) {
    StoreWriter writer(m_directory);
    run(writer, "20260101-1a", 0.75);
    run(writer, "20260102-1b", 0.875);
    run(writer, "20260103-1c", 0.5);
    run(writer, "20260104-1d", std::nullopt);
    RunStore store(m_directory);
    ASSERT_TRUE(store.setName("20260103-1c", "the slow one").ok());
    const std::map<std::string, double> expected{{"20260101-1a", 0.75}, {"20260102", 0.875}, {"@last", 0.5},
                                                 {"@best", 0.875},      {"@worst", 0.5},     {"the slow one", 0.5}};
    for (const auto& [name, weight] : expected) {
        const auto model = store.loadModelOf(name);
        ASSERT_TRUE(model.ok()) << name << ": " << describe(model.error());
        EXPECT_EQ(weightOf(model), weight) << name;
    }
    EXPECT_EQ(store.find("@last")->id, "20260104-1d");
    EXPECT_EQ(store.loadModelOf("2026").error().code, ErrorCode::Usage);
    for (const char* name : {"nothing", "20260104", "", "@first"})
        EXPECT_EQ(store.loadModelOf(name).error().code, ErrorCode::RunNotFound) << name;
}

TEST_F(RunStoreTest, ReadingAnEmptyStoreMakesNoFiles) {
    RunStore store(m_directory + "/none");
    EXPECT_TRUE(store.list()->empty());
    for (const char* name : {"@last", "x"}) EXPECT_EQ(store.loadModelOf(name).error().code, ErrorCode::RunNotFound);
    EXPECT_EQ(store.claimResume("@last").error().code, ErrorCode::RunNotFound);
    EXPECT_FALSE(fs::exists(m_directory + "/none"));
}

TEST_F(RunStoreTest, AClaimedIdIsNobodyElses) {
    RunStore store(m_directory);
    std::vector<std::string> ids{"b", "a", "a", "a"};
    const auto next = [&ids] {
        const std::string id = ids.back();
        ids.pop_back();
        return id;
    };
    EXPECT_EQ(*store.claimRunId(next), "a");
    EXPECT_EQ(*store.claimRunId(next), "b");
    EXPECT_TRUE(ids.empty());
    EXPECT_EQ(stateOf(store, "a"), "waiting");
    StoreWriter writer(m_directory);
    run(writer, "a", 0.75);
    EXPECT_EQ(stateOf(store, "a"), "finished");
    EXPECT_FALSE(store.claimRunId([] { return RunId("a"); }).ok());
    writer.onEvent({"b", finished(std::nullopt, RunEnd::Failed)}); // its data could not be read
    EXPECT_THAT(idsOf(store.list()), ElementsAre("a"));
}

TEST_F(RunStoreTest, AStoreThatCannotBeWrittenIsRefusedAtOnce) {
    m_folder.file("file", "in the way");
    EXPECT_EQ(RunStore(m_directory + "/file").claimRunId().error().code, ErrorCode::IoWrite);
    m_folder.file("project.db", "no database, although it has some length");
    const auto list = RunStore(m_directory).list();
    ASSERT_FALSE(list.ok());
    EXPECT_EQ(list.error().code, ErrorCode::IoRead);
}

TEST_F(RunStoreTest, KeepsModelsAndAnswersOfEpochs) {
    StoreWriter writer(m_directory);
    StartedEvent start = started();
    auto data = std::make_shared<TableDataset>(*start.dataset);
    TableRows& rows = data->splits[static_cast<std::size_t>(Split::Validation)];
    rows = {2, {0, 0, 1, 1}, {0, 1}, {"p", "q"}};
    start.dataset = data;
    for (const char* id : {"small", "large"}) writer.onEvent({id, start});
    for (const std::int64_t epoch : {2, 4}) {
        writer.onEvent({"small", EpochModelEvent{epoch, weightsOf(static_cast<double>(epoch))}});
        const auto answers = std::make_shared<SplitPredictions>(
            SplitPredictions{Split::Validation, {1, static_cast<std::int32_t>(epoch / 4)}, {0.5F, 0.75F}, {0.5F, 0.25F}});
        writer.onEvent({"large", EpochAnswersEvent{epoch, answers}});
    }
    for (const char* id : {"small", "large"}) writer.onEvent({id, finished(0.5)});
    ASSERT_TRUE(writer.flush());
    RunStore store(m_directory);
    struct Row {
        std::int64_t asked, kept;
    };
    for (const Row row : {Row{2, 2}, Row{3, 2}, Row{4, 4}, Row{100, 4}}) {
        const auto model = store.loadEpochOf("small", row.asked);
        ASSERT_TRUE(model.ok()) << describe(model.error());
        EXPECT_EQ(model->epoch, row.kept);
        EXPECT_EQ(model->weights->tensors.at(0).values.at(0), static_cast<float>(row.kept));
        EXPECT_FALSE(model->answers);
        const auto answers = store.loadEpochOf("large", row.asked);
        ASSERT_TRUE(answers.ok()) << describe(answers.error());
        EXPECT_EQ(answers->epoch, row.kept);
        EXPECT_FALSE(answers->weights);
        EXPECT_THAT(answers->answers->labels, ElementsAre(0, 1));
        EXPECT_THAT(answers->answers->names, ElementsAre("p", "q"));
        EXPECT_THAT(answers->answers->predictions.classes, ElementsAre(1, row.kept / 4));
    }
    EXPECT_EQ(store.loadEpochOf("small", 1).error().code, ErrorCode::RunNotFound);
}

TEST_F(RunStoreTest, FiltersByFieldsAndWords) {
    StoreWriter writer(m_directory);
    ParamSet wide(mlpParams());
    ASSERT_TRUE(wide.setText("width", "64").ok() && wide.setText("activation", "tanh").ok());
    run(writer, "a", 0.75);
    run(writer, "b", 0.875, &wide);
    run(writer, "c", std::nullopt, &wide);
    RunStore store(m_directory);
    ASSERT_TRUE(store.setTags("a", "first keep").ok() && store.setNote("b", "Look at the map").ok());
    struct Row {
        const char* filter;
        std::vector<std::string> ids;
    };
    const Row rows[] = {{"", {"a", "b", "c"}},
                        {"width=64", {"b", "c"}},
                        {"width<64", {"a"}},
                        {"width!=64 width>1", {"a"}},
                        {"activation=tanh", {"b", "c"}},
                        {"activation=tanh accuracy>0.8", {"b"}},
                        {"accuracy>=0.75", {"a", "b"}},
                        {"state=finished", {"a", "b", "c"}},
                        {"state!=finished", {}},
                        {"done=1", {"a", "b"}},
                        {"tag=keep", {"a"}},
                        {"tag!=keep", {"b", "c"}},
                        {"tag=kee", {}},
                        {"MAP", {"b"}},
                        {"map x", {}},
                        {"toy", {"a", "b", "c"}},
                        {"data=toy", {"a", "b", "c"}},
                        {"data!=toy", {}},
                        {"data=cities", {"a", "b", "c"}}};
    for (const Row& row : rows) {
        const auto filter = RunFilter::parse(row.filter);
        ASSERT_TRUE(filter.ok()) << row.filter;
        EXPECT_EQ(idsOf(store.list(*filter)), row.ids) << row.filter;
    }
    EXPECT_EQ(RunFilter::parse("widht=64").error().code, ErrorCode::Usage);
    EXPECT_TRUE(store.list(*RunFilter::parse("name=x';DROP")).ok());
}

TEST_F(RunStoreTest, ADeletedRunComesBack) {
    StoreWriter writer(m_directory);
    run(writer, "a", 0.75);
    run(writer, "b", 0.875);
    RunStore store(m_directory);
    ASSERT_TRUE(store.setDeleted("b", true).ok());
    EXPECT_THAT(idsOf(store.list()), ElementsAre("a"));
    EXPECT_EQ(store.find("@best")->id, "a");
    ASSERT_TRUE(store.setDeleted("b", false).ok());
    EXPECT_THAT(idsOf(store.list()), ElementsAre("a", "b"));
    EXPECT_EQ(store.setDeleted("c", true).error().code, ErrorCode::RunNotFound);
}

TEST_F(RunStoreTest, OneBrokenRunHidesNoOther) {
    StoreWriter writer(m_directory);
    run(writer, "a", 0.75);
    run(writer, "b", 0.875);
    fs::remove_all(m_directory + "/runs/a");
    ASSERT_TRUE(database().script("UPDATE runs SET config = 'x', features = x'ff', state = 'none', best_epoch = 'y' WHERE id = 'a'").ok());
    RunStore store(m_directory);
    EXPECT_THAT(idsOf(store.list()), ElementsAre("a", "b"));
    EXPECT_FALSE(store.loadConfigOf("a").ok());
    EXPECT_FALSE(store.loadModelOf("a").ok());
    EXPECT_EQ(weightOf(store.loadModelOf("b")), 0.875);
}

TEST_F(RunStoreTest, ARunWhoseProcessIsDeadIsInterrupted) {
    RunStore store(m_directory);
    for (const char* id : {"alive", "dead", "reused", "elsewhere", "waits"}) ASSERT_TRUE(store.claimRunId([id] { return id; }).ok());
    Connection connection = database();
    const ProcessIdentity& self = thisProcess();
    EXPECT_TRUE(mayBeRunning(self));
    EXPECT_FALSE(self.start.empty());
    ASSERT_TRUE(connection.script("UPDATE runs SET state = 'running' WHERE id <> 'waits'").ok());
    constexpr std::int64_t noProcess = 0x7ffffff0;
    for (const char* id : {"dead", "waits"})
        ASSERT_TRUE(connection.run("UPDATE runs SET owner_pid = ? WHERE id = ?", noProcess, std::string_view(id)).ok());
    ASSERT_TRUE(connection.script("UPDATE runs SET owner_start = owner_start || '1' WHERE id = 'reused'").ok());
    ASSERT_TRUE(connection.script("UPDATE runs SET owner_host = 'elsewhere', owner_pid = 1 WHERE id = 'elsewhere'").ok());
    m_folder.file("runs/dead/model.safetensors.tmp-2147483632", "half");
    m_folder.file("runs/dead/checkpoints/7/state.bin", "never entered");
    EXPECT_THAT(idsOf(store.list()), ElementsAre("alive", "dead", "reused", "elsewhere"));
    EXPECT_EQ(stateOf(store, "alive"), "running");
    EXPECT_EQ(stateOf(store, "dead"), "interrupted");
    EXPECT_EQ(stateOf(store, "reused"), "interrupted");
    EXPECT_EQ(stateOf(store, "elsewhere"), "running");
    EXPECT_TRUE(fs::is_empty(m_directory + "/runs/dead/checkpoints"));
    EXPECT_FALSE(fs::exists(m_directory + "/runs/dead/model.safetensors.tmp-2147483632"));
}

TEST_F(RunStoreTest, ARunToGoOnWithIsAskedForAsWhatItWas) {
    ParamSet longer = started().config;
    ASSERT_TRUE(longer.set("epochs", longer.integer("epochs") + 3).ok());
    struct Row {
        const char* name;
        ParamSet config;
        bool checkpoint;
        bool further;
    };
    for (const Row& row : {Row{"as it was", started().config, true, false}, Row{"cut off while it was trained further", longer, true, true},
                           Row{"before its first checkpoint", longer, false, false}}) {
        SCOPED_TRACE(row.name);
        const ResumableRun run{"r", row.config, row.checkpoint ? checkpointAt(2).checkpoint : nullptr, {{7, 0.5}}};
        const RunRequest request = requestToResume(run);
        EXPECT_EQ(request.id, "r");
        EXPECT_TRUE(ParamSet::differences(request.config, row.config).empty());
        EXPECT_EQ(request.resumeFrom, run.checkpoint);
        EXPECT_EQ(request.rateChanges, run.rateChanges);
        EXPECT_EQ(request.trainFurther, row.further);
    }
}

TEST_F(RunStoreTest, ARunStoppedWhileItWasPreparedIsBegunAnew) {
    RunStore store(m_directory);
    const Result<RunId> id = store.claimRunId();
    ASSERT_TRUE(id.ok());
    {
        StoreWriter writer(m_directory);
        StartedEvent unstarted = started();
        ASSERT_TRUE(unstarted.config.setText("width", "7").ok());
        unstarted.plannedRates = {{.step = 3, .rate = 0.5}};
        FinishedEvent end;
        end.end = RunEnd::Stopped;
        end.unstarted = std::make_shared<const StartedEvent>(unstarted);
        writer.onEvent({*id, end});
        ASSERT_TRUE(writer.flush());
        EXPECT_EQ(writer.keptStep(*id), 0);
    }
    const Result<ResumableRun> run = store.claimResume(*id);
    ASSERT_TRUE(run.ok()) << describe(run.error());
    EXPECT_EQ(run->config.integer("width"), 7);
    EXPECT_EQ(run->checkpoint, nullptr);
    EXPECT_EQ(run->rateChanges, (std::vector<RateChange>{{.step = 3, .rate = 0.5}}));
}

TEST_F(RunStoreTest, ANewerStoreIsListedButNotWritten) {
    {
        StoreWriter writer(m_directory);
        run(writer, "a", 0.75);
    }
    ASSERT_TRUE(database().script("PRAGMA user_version = 99").ok());
    RunStore store(m_directory);
    EXPECT_THAT(idsOf(store.list()), ElementsAre("a"));
    EXPECT_THAT(store.notices().at(0), HasSubstr("newer"));
    EXPECT_EQ(store.claimRunId().error().code, ErrorCode::IoWrite);
    EXPECT_EQ(store.setName("a", "x").error().code, ErrorCode::IoWrite);
    StoreWriter writer(m_directory);
    writer.onEvent({"b", started()});
    EXPECT_FALSE(writer.flush());
    EXPECT_THAT(writer.takeError()->what, HasSubstr("newer"));
}

TEST_F(RunStoreTest, RunsOfTheEarlierKindOfFolderAreTakenInOnce) {
    const std::string folder = "runs/20260101-1a/";
    m_folder.file(folder + "run.toml", "width = 32\n");
    m_folder.file(folder + "metrics.csv",
                  "series,epoch,step,value\nbatch_loss,1,1,0.5\nbatch_loss,1,2,0.25\nbatch_loss,2,3,inf\nvalidation_accuracy,1,2,0.1\n"
                  "validation_accuracy,2,4,nan\ngradient_squared_norm/layer 0,1,2,1.5\ngradient_squared_norm/output,1,2,2.5\n");
    m_folder.file(folder + "result.json", R"({"run": "20260101-1a", "state": "stopped", "epochs": 2, "seconds": 3.5, "threads": 2,
        "best": {"epoch": 1, "validation_accuracy": 0.1, "validation_loss": 0.5, "training_accuracy": 0.9, "test_accuracy": null},
        "data": {"name": "toy", "fingerprint": "00000000000000ff", "features": ["x"]}, "notes": [{"code": "c", "message": "m"}]})");
    const std::vector<std::byte> state = writeCheckpoint(*checkpointAt(3).checkpoint);
    m_folder.file(folder + "checkpoint.bin", std::string(reinterpret_cast<const char*>(state.data()), state.size()));
    ASSERT_TRUE(
        saveModel({ParamSet(mlpParams()), {"x"}, {"a", "b"}, false, weightsOf(0.25)}, m_folder.path(folder + "model.safetensors")).ok());
    m_folder.file("runs/broken/result.json", "{");
    m_folder.file("runs/broken/run.toml", "width = 32\n");
    fs::create_directory(m_folder.path("runs/empty"));

    RunStore store(m_directory);
    ASSERT_THAT(idsOf(store.list()), ElementsAre("20260101-1a"));
    const auto found = store.find("@last");
    EXPECT_EQ(found->state, "stopped");
    EXPECT_EQ(found->dataFingerprint, "00000000000000ff");
    EXPECT_EQ(found->best->validationAccuracy, 0.1);
    EXPECT_EQ(store.loadConfigOf("2026")->integer("width"), 32);
    const Series values = valuesOf(store, "2026");
    EXPECT_THAT(values.at("batch_loss"), ElementsAre(0.5, 0.25, std::numeric_limits<double>::infinity()));
    EXPECT_THAT(values.at("validation_accuracy"), ElementsAre(0.1, testing::IsNan()));
    EXPECT_EQ(store.loadCurvesOf("2026")->gradients.size(), 1U);
    EXPECT_EQ(store.loadCurvesOf("2026")->notes.size(), 1U);
    EXPECT_EQ(weightOf(store.loadModelOf("@best")), 0.25);
    EXPECT_EQ(store.claimResume("@last")->checkpoint->loop.step, 3);
    EXPECT_EQ(RunStore(m_directory).list()->size(), 1U) << "once";
}

} // namespace
} // namespace epochlab::core
