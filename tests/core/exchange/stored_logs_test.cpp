#include "exchange/stored_logs.h"

#include "core/store/store_fixture.h"

#include <gmock/gmock.h>

#include <sstream>

namespace epochlab::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using StoredLogs = StoreTest;

/// "x 1:0.5 2:0.25", the numbers being epochs and values.
std::string curvesOf(RunStore& store, const RunId& id) {
    std::map<std::string, std::string> series;
    const auto curves = store.loadCurvesOf(id);
    for (const MetricBlock& block : curves->metrics)
        for (std::size_t i = 0; i < block.values.size(); ++i) {
            std::ostringstream point;
            point << ' ' << block.epoch + static_cast<std::int64_t>(i) << ':' << block.values[i];
            series[block.series] += point.str();
        }
    std::string text;
    for (const auto& [name, points] : series) text += (text.empty() ? "" : "; ") + name + points;
    return text;
}

struct Case {
    std::string name;
    std::vector<LoggedSeries> series;
    std::string curves;
};

const std::vector<Case> cases{
    {"Epochs", {{"training_loss", {1, 2, 3}, {0.5, 0.25, 0.125}, {}}}, "training_loss 1:0.5 2:0.25 3:0.125"},
    {"CountedFromZero", {{"training_loss", {0, 1}, {0.5, 0.25}, {}}, {"x", {1}, {7}, {}}}, "training_loss 1:0.5 2:0.25; x 2:7"},
    {"AValueEachHundredSteps", {{"training_loss", {100, 200, 300}, {3, 2, 1}, {}}}, "training_loss 1:3 2:2 3:1"},
    {"StepsThatAreNoEpochs", {{"a", {100, 200, 300}, {3, 2, 1}, {}}, {"b", {7}, {4}, {}}}, "a 100:3 200:2 300:1; b 7:4"},
    {"WithAGap", {{"a", {1, 2, 5, 6}, {1, 2, 3, 4}, {}}}, "a 1:1 2:2 5:3 6:4"},
    {"Irregular", {{"a", {1, 2, 4, 8, 16}, {1, 2, 3, 4, 5}, {}}}, "a 1:1 2:2 4:3 8:4 16:5"},
};

class KeptLog : public StoreTest, public testing::WithParamInterface<Case> {};

TEST_P(KeptLog, HasItsValuesWhereTheyWere) {
    const auto ids = keepImportedRuns(m_directory, {ImportedRun{"log", "log.csv", GetParam().series, {}}});
    ASSERT_TRUE(ids.ok()) << describe(ids.error());
    RunStore store(m_directory);
    EXPECT_EQ(curvesOf(store, ids->at(0)), GetParam().curves);
}

INSTANTIATE_TEST_SUITE_P(All, KeptLog, testing::ValuesIn(cases), [](const auto& log) { return log.param.name; });

TEST_F(StoredLogs, AreRunsThatCanBeListedAndFoundButNotGoneOnWith) {
    const ImportedRun log{"a \x1b[1mlog", "/logs/a", {{"x", {1}, {0.5}, {1.7e9}}}, {"a note"}};
    const auto ids = keepImportedRuns(m_directory, {log, log});
    ASSERT_TRUE(ids.ok()) << describe(ids.error());
    RunStore store(m_directory);
    ASSERT_EQ(store.list()->size(), 2U);
    const RunSummary run = *store.find(ids->at(0));
    EXPECT_EQ(run.state, "imported");
    EXPECT_EQ(run.name, "a ?[1mlog");
    EXPECT_EQ(run.dataName, "imported from /logs/a");
    EXPECT_EQ(run.created, 1'700'000'000'000);
    EXPECT_FALSE(run.best.has_value());
    EXPECT_EQ(store.loadCurvesOf(run.id)->notes.at(0).message, "a note");
    EXPECT_EQ(store.claimResume(run.id).error().code, ErrorCode::RunNotFound);
    EXPECT_EQ(store.loadModelOf(run.id).error().code, ErrorCode::RunNotFound);
}

TEST_F(StoredLogs, GiveTheStepAndTheTimeOfEachValueOfARun) {
    StoreWriter writer(m_directory);
    writer.onEvent({"r", started()}); // two steps an epoch
    writer.onEvent({"r", MetricBlock{"batch_loss", 1, 1, {1, 2, 3, 4}}});
    writer.onEvent({"r", MetricBlock{"seconds", 1, 2, {10}}});
    writer.onEvent({"r", MetricBlock{"seconds", 2, 4, {30}}});
    writer.onEvent({"r", finished(0.5)});
    RunSummary run = *RunStore(m_directory).find("r");
    run.created = 1'000'000;
    const auto series = loadLoggedSeries(m_directory, run);
    ASSERT_TRUE(series.ok()) << describe(series.error());
    ASSERT_EQ(series->size(), 2U);
    EXPECT_THAT((*series)[0].steps, ElementsAre(1, 2, 3, 4));
    EXPECT_THAT((*series)[0].wallTimes, ElementsAre(1005, 1010, 1020, 1030));
    EXPECT_THAT((*series)[1].steps, ElementsAre(2, 4));
    EXPECT_EQ(csvOf("r", *series),
              "r,batch_loss,1,1\nr,batch_loss,2,2\nr,batch_loss,3,3\nr,batch_loss,4,4\nr,seconds,2,10\nr,seconds,4,30\n");
}

} // namespace
} // namespace epochlab::core
