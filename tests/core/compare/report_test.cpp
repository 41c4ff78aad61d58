// What a report says of the runs of a store.
#include "report/report.h"

#include "core/store/store_fixture.h"
#include "data/load.h"
#include "params/setting_words.h"
#include "support/config.h"

#include <gmock/gmock.h>

namespace epochlab::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ReportTest : public StoreTest {
protected:
    void make(const std::string& id, test::Fields fields, std::uint64_t fingerprint = 1) {
        StoreWriter writer(m_directory);
        StartedEvent start = started();
        start.config = test::configOf(std::move(fields));
        start.epochs = 1;
        auto data = std::make_shared<TableDataset>(*start.dataset);
        data->fingerprint = fingerprint;
        start.dataset = data;
        writer.onEvent({id, start});
        writer.onEvent({id, MetricBlock{"validation_accuracy", 1, 2, {0.75}}});
        writer.onEvent({id, MetricBlock{"validation_loss", 1, 2, {0.5}}});
        writer.onEvent({id, finished(0.75, RunEnd::Finished)});
    }
    Result<Report> reportOf(const ReportSubject& subject, const FigureServices& services = {}) {
        RunStore store(m_directory);
        return makeReport(store, subject, services);
    }
    static Recipe recipe(const std::string& text) {
        return *readRecipe("title = \"Widths\"\nquestion = \"Which?\"\n" + text, "widths.toml");
    }
    static FigureServices withData() {
        FigureServices services;
        services.run.loadData = [](const ParamSet& config) { return loadDataset(config); };
        return services;
    }
};

const std::string grid = "[settings]\nepochs = 1\ndata = \"toy:moons\"\n[grid]\nwidth = [4, 8]\n[[ask]]\nid = \"q\"\ntext = \"Why?\"\n";

TEST_F(ReportTest, ASectionSaysWhatWasTrainedAndWhatIsMissing) {
    make("r1", {{"width", "4"}, {"epochs", "1"}, {"data", "toy:moons"}});
    const Result<Report> report = reportOf({.recipes = {{recipe(grid), {{"seed", "1"}}}}});
    ASSERT_TRUE(report.ok()) << describe(report.error());
    ASSERT_EQ(report->sections.size(), 1U);
    const ReportSection& section = report->sections[0];
    EXPECT_EQ(section.missing, "1 of 2 runs have not been trained; this trains them: epochlab-cli recipe run widths --seed 1");
    EXPECT_EQ(section.failed, "");
    ASSERT_EQ(section.runs.size(), 1U);
    EXPECT_EQ(section.runs[0].name, "Width 4");
    EXPECT_THAT(section.runs[0].command, HasSubstr("epochlab-cli train"));
    EXPECT_THAT(section.sameSettings, HasSubstr("width 4"));
    EXPECT_THAT(section.sameSettings, Not(HasSubstr("delimiter"))) << "nobody has set it";
    EXPECT_THAT(section.differences.header, IsEmpty());
    make("r2", {{"width", "8"}, {"epochs", "1"}, {"data", "toy:moons"}});
    const Result<Report> whole = reportOf({.recipes = {{recipe(grid), {}}}});
    EXPECT_EQ(whole->sections[0].missing, "");
    EXPECT_THAT(whole->sections[0].sameSettings, Not(HasSubstr("width")));
    ASSERT_EQ(whole->sections[0].differences.rows.size(), 2U);
    EXPECT_EQ(whole->sections[0].differences.header[1].text, "width");
    EXPECT_EQ(whole->sections[0].differences.rows[1][1].text, "8");
}

TEST_F(ReportTest, WhatCannotBeMadeOfOneRecipeLeavesTheOthersWhole) {
    make("r1", {{"width", "4"}, {"epochs", "1"}, {"data", "toy:moons"}});
    const Result<Report> report = reportOf({.recipes = {{recipe(grid), {{"width", "nonsense"}}}, {recipe(grid), {}}}});
    ASSERT_TRUE(report.ok()) << describe(report.error());
    ASSERT_EQ(report->sections.size(), 2U);
    EXPECT_THAT(report->sections[0].failed, HasSubstr("nonsense"));
    EXPECT_EQ(report->sections[0].questions.size(), 1U) << "they can be answered all the same";
    EXPECT_EQ(report->sections[1].runs.size(), 1U);
    EXPECT_FALSE(reportOf({.runs = {"no-such-run"}}).ok());
}

TEST_F(ReportTest, DataAreDescribedOnceOrSaidToHaveChanged) {
    const std::uint64_t moons = (*loadDataset(test::configOf({{"data", "toy:moons"}})))->fingerprint;
    make("r1", {{"width", "4"}, {"epochs", "1"}, {"data", "toy:moons"}}, moons);
    make("r2", {{"width", "8"}, {"epochs", "1"}, {"data", "toy:moons"}}, moons);
    make("r3", {{"width", "8"}, {"epochs", "1"}, {"data", "toy:moons"}}, moons + 1);
    const Result<Report> report = reportOf({.runs = {"r1", "r2", "r3"}}, withData());
    ASSERT_TRUE(report.ok()) << describe(report.error());
    ASSERT_EQ(report->data.size(), 2U);
    EXPECT_EQ(report->data[0].fingerprint, fingerprintText(moons));
    EXPECT_THAT(report->data[0].facts[0], HasSubstr("rows for training"));
    EXPECT_EQ(report->data[0].classes.rows.size(), 2U);
    EXPECT_THAT(report->data[1].facts, ElementsAre(HasSubstr("no longer what the runs were trained on")));
    EXPECT_THAT(report->data[1].classes.header, IsEmpty());
}

TEST(SettingWords, AnEmptyTextLeavesNoGapBehind) {
    EXPECT_EQ(settingWords(*mlpParams().find("weights"), std::string()), "pretrained weights");
    EXPECT_EQ(settingWords(*mlpParams().find("weights"), std::string("my.pth")), "pretrained weights my.pth");
}

TEST_F(ReportTest, APresetsQuestionsComeFirst) {
    make("r1", {{"epochs", "1"}});
    const Result<Report> report =
        reportOf({.runs = {"r1"}, .preset = {.title = "Group A", .banner = "Find it.", .questions = {{"q1", "Why?"}}}});
    ASSERT_TRUE(report.ok());
    ASSERT_EQ(report->sections.size(), 2U);
    EXPECT_EQ(report->sections[0].name, presetAsker);
    const std::string html = reportHtml(*report, {{presetAsker, {{"q1", "<so>"}}}}, [](const Figure&) { return std::string(); });
    for (const char* words : {"Group A", "Find it.", "Why?", "&lt;so&gt;"}) EXPECT_THAT(html, HasSubstr(words));
}

} // namespace
} // namespace epochlab::core
