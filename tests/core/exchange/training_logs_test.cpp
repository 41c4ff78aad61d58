#include "exchange/training_logs.h"

#include "exchange/event_file.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace epochlab::core {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

std::string eventsOf(const std::string& tag, std::vector<std::int64_t> steps, std::vector<double> values) {
    return encodeEventFile(std::vector{LoggedSeries{tag, std::move(steps), std::move(values), {}}}, 1.0);
}

std::vector<std::string> namesOf(const std::vector<ImportedRun>& runs) {
    std::vector<std::string> names;
    for (const ImportedRun& run : runs) names.push_back(run.name);
    return names;
}

std::vector<std::string> tagsOf(const ImportedRun& run) {
    std::vector<std::string> tags;
    for (const LoggedSeries& series : run.series) tags.push_back(series.tag);
    return tags;
}

TEST(TrainingLogs, ofAFolderAreATrainingForEachFolderWithEventFiles) {
    const test::TemporaryFolder folder;
    folder.file("logs/wide/train/events.out.tfevents.1.a", eventsOf("epoch_loss", {1, 2}, {0.5, 0.25}));
    folder.file("logs/wide/validation/events.out.tfevents.1.b", eventsOf("epoch_loss", {1, 2}, {1.0, 2.0}));
    folder.file("logs/narrow/events.out.tfevents.1.c", eventsOf("Loss/train", {1}, {4.0}));
    folder.file("logs/narrow/notes.txt", "no log");
    folder.file("logs/empty/events.out.tfevents.1.d", "");
    const auto runs = readTrainingLogs(folder.path("logs"));
    ASSERT_TRUE(runs.ok()) << describe(runs.error());
    ASSERT_THAT(namesOf(*runs), ElementsAre("narrow", "wide"));
    EXPECT_THAT(tagsOf((*runs)[0]), ElementsAre("training_loss"));
    EXPECT_THAT((*runs)[0].notes, ElementsAre("\"Loss/train\" is taken as training_loss"));
    EXPECT_THAT(tagsOf((*runs)[1]), ElementsAre("training_loss", "validation_loss"));
    EXPECT_THAT((*runs)[1].series[1].values, ElementsAre(1.0, 2.0));
    EXPECT_EQ((*runs)[1].source, folder.path("logs/wide"));
}

TEST(TrainingLogs, joinTheFilesOfATrainingThatWasStartedAgain) {
    const test::TemporaryFolder folder;
    folder.file("run/events.out.tfevents.1.a", eventsOf("x", {1, 2, 3}, {0.1, 0.2, 0.3}));
    folder.file("run/events.out.tfevents.2.a", eventsOf("x", {3, 4}, {0.35, 0.4}));
    const auto runs = readTrainingLogs(folder.path("run"));
    ASSERT_TRUE(runs.ok()) << describe(runs.error());
    EXPECT_THAT((*runs)[0].series[0].steps, ElementsAre(1, 2, 3, 4));
    EXPECT_FLOAT_EQ(static_cast<float>((*runs)[0].series[0].values[2]), 0.35F);
    EXPECT_THAT((*runs)[0].notes, ElementsAre("\"x\" has 1 steps twice; the later value is taken"));
}

TEST(TrainingLogs, leaveOutStepsThatAreNoCounts) {
    const test::TemporaryFolder folder;
    folder.file("run/events.out.tfevents.1.a", eventsOf("x", {-1, 5, std::int64_t{1} << 60}, {0.5, 0.25, 0.125}));
    const auto runs = readTrainingLogs(folder.path("run"));
    ASSERT_TRUE(runs.ok()) << describe(runs.error());
    EXPECT_THAT((*runs)[0].series[0].steps, ElementsAre(5));
    EXPECT_THAT((*runs)[0].series[0].values, ElementsAre(0.25));
    EXPECT_THAT((*runs)[0].notes, ElementsAre(HasSubstr("2 values whose steps are no counts")));
}

TEST(TrainingLogs, keepATagWhoseNameIsTaken) {
    const test::TemporaryFolder folder;
    const auto runs = readTrainingLogs(folder.file("log.csv", "epoch,loss,train_loss,training_loss\n1,1,2,3\n"));
    ASSERT_TRUE(runs.ok()) << describe(runs.error());
    EXPECT_THAT(tagsOf((*runs)[0]), ElementsAre("loss", "train_loss", "training_loss"));
}

TEST(TrainingLogs, areNamedForPeople) {
    const test::TemporaryFolder folder;
    const std::vector<std::pair<std::string, std::string>> cases{
        {"keras run.csv", "keras run"}, {"version_0/metrics.csv", "version_0"}, {"b/events.out.tfevents.1.a", "b"}};
    for (const auto& [file, name] : cases) {
        const bool table = file.ends_with(".csv");
        const auto runs = readTrainingLogs(folder.file(file, table ? "epoch,loss\n1,1\n" : eventsOf("x", {1}, {1})));
        ASSERT_TRUE(runs.ok()) << describe(runs.error());
        EXPECT_EQ((*runs)[0].name, name);
    }
    EXPECT_EQ((*readTrainingLogs(folder.path("version_0") + "/"))[0].name, "version_0");
    EXPECT_EQ((*readTrainingLogs(folder.path("b/")))[0].name, "b");
}

TEST(TrainingLogs, areWrittenForTensorBoardOnceAFolder) {
    const test::TemporaryFolder folder;
    const std::vector<LoggedSeries> series{{"loss/training", {1, 2}, {0.5, 0.25}, {10.0, 20.0}}};
    ASSERT_TRUE(writeTensorBoardLog(folder.path("out/run"), series, 1700000000.5).ok());
    EXPECT_TRUE(std::filesystem::exists(folder.path("out/run/events.out.tfevents.1700000000.epochlab")));
    const auto runs = readTrainingLogs(folder.path("out"));
    ASSERT_TRUE(runs.ok()) << describe(runs.error());
    EXPECT_THAT(tagsOf((*runs)[0]), ElementsAre("training_loss"));
    EXPECT_THAT((*runs)[0].series[0].wallTimes, ElementsAre(10.0, 20.0));
    const auto again = writeTensorBoardLog(folder.path("out/run"), series, 1700000001.0);
    ASSERT_FALSE(again.ok());
    EXPECT_THAT(describe(again.error()), HasSubstr("holds an event file already"));
}

TEST(TrainingLogs, areRefusedWithAReason) {
    const test::TemporaryFolder folder;
    folder.file("empty/readme.txt", "nothing");
    folder.file("broken/events.out.tfevents.1.a", "garbage garbage garbage");
    const std::vector<std::pair<std::string, ErrorCode>> cases{
        {"missing", ErrorCode::DataNotFound}, {"empty", ErrorCode::DataEmpty}, {"broken", ErrorCode::UntrustedFile}};
    for (const auto& [path, code] : cases) {
        const auto runs = readTrainingLogs(folder.path(path));
        ASSERT_FALSE(runs.ok()) << path;
        EXPECT_EQ(codeName(runs.error().code), codeName(code)) << path;
        EXPECT_NE(runs.error().remedy, "") << path;
    }
}

} // namespace
} // namespace epochlab::core
