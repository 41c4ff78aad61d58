// Runs beside each other on the command line.
#include "base/file_writer.h"
#include "cli/program.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace epochlab::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using Words = std::vector<std::string>;

class CliCompare : public testing::Test {
protected:
    Outcome cli(std::vector<std::string> words) const {
        words.insert(words.begin(), {"--store", m_store.path()});
        return runProgram(words);
    }
    void SetUp() override { // two widths with three seeds each
        const Outcome swept = cli({"sweep", "--data", "toy:moons", "--epochs", "3", "--grid", "width=4,16", "--seeds", "3"});
        ASSERT_EQ(swept.exitCode, 0) << swept.err;
    }
    json compared(std::vector<std::string> more) const {
        more.insert(more.begin(), {"runs", "compare", "--filter", "state=finished", "--json"});
        const Outcome outcome = cli(more);
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return json::parse(outcome.out);
    }

    TemporaryFolder m_store;
};

TEST_F(CliCompare, SeedsAreAveragedOver) {
    const json answer = compared({});
    EXPECT_EQ(answer["group_by"], json({"width"}));
    ASSERT_EQ(answer["groups"].size(), 2U);
    for (const json& group : answer["groups"]) {
        ASSERT_EQ(group["runs"].size(), 3U);
        double sum = 0;
        for (const json& id : group["runs"]) {
            const json run = json::parse(cli({"runs", "show", id, "--json"}).out);
            sum += run["best"]["validation_accuracy"].get<double>();
        }
        EXPECT_NEAR(group["best"]["mean"].get<double>(), sum / 3, 1e-12);
        EXPECT_EQ(group["best"]["n"], 3);
    }
    EXPECT_FALSE(answer["reading"].get<std::string>().empty());
}

TEST_F(CliCompare, GroupsByWhatIsAskedAndWritesCurves) {
    const std::string file = m_store.path("curves.csv");
    const json answer = compared({"--group-by", "seed", "--metric", "validation_loss", "--band", "minmax", "--curves", file});
    ASSERT_EQ(answer["groups"].size(), 3U);
    EXPECT_EQ(answer["groups"][0]["runs"].size(), 2U);
    const auto lines = linesOf(*core::readRegularFile(file, 1 << 20));
    ASSERT_EQ(lines.size(), 1U + 3U * 3U);
    EXPECT_EQ(lines[0], "group,epoch,mean,lower,upper,n");
    EXPECT_THAT(lines[1], HasSubstr(",1,"));
}

TEST_F(CliCompare, CurvesAreSmoothedByStepsOnTheAxisAskedFor) {
    const std::string file = m_store.path("smooth.csv");
    compared({"--metric", "training_loss", "--curves", file, "--smooth", "4", "--x", "step"});
    const auto lines = linesOf(*core::readRegularFile(file, 1 << 20));
    ASSERT_EQ(lines.size(), 1U + 2U * 3U);
    EXPECT_EQ(lines[0], "group,step,mean,lower,upper,n,smoothed");
    std::vector<double> steps, means, averages;
    for (std::size_t i = 1; i <= 3; ++i) {
        std::vector<std::string> cells(1);
        for (const char letter : lines[i]) letter == ',' ? static_cast<void>(cells.emplace_back()) : cells.back().push_back(letter);
        ASSERT_EQ(cells.size(), 7U) << lines[i];
        steps.push_back(std::stod(cells[1]));
        means.push_back(std::stod(cells[2]));
        averages.push_back(std::stod(cells[6]));
    }
    EXPECT_GT(steps[0], 1.0); // an epoch's
    const double share = std::exp2(-(steps[1] - steps[0]) / 4);
    EXPECT_NEAR(averages[1], (share * means[0] + means[1]) / (share + 1), 1e-12);
    for (const auto& wrong : {Words{"--curves", file, "--smooth", "0"}, Words{"--curves", file, "--smooth", "much"}, Words{"--smooth", "4"},
                              Words{"--curves", file, "--x", "time-of-day"}}) {
        Words words{"runs", "compare", "--filter", "width=4"};
        words.insert(words.end(), wrong.begin(), wrong.end());
        EXPECT_EQ(cli(words).exitCode, 2) << wrong.back();
    }
}

TEST_F(CliCompare, ShowNamesTheEpochOfOverfitting) {
    std::string log = "run,series,step,value\n";
    for (int epoch = 1; epoch <= 20; ++epoch) {
        log += "r,training_loss," + std::to_string(epoch) + "," + std::to_string(1.0 / epoch) + "\n";
        log += "r,validation_loss," + std::to_string(epoch) + "," + std::to_string(0.5 + 0.01 * std::abs(epoch - 7)) + "\n";
    }
    const std::string file = m_store.path("log.csv");
    ASSERT_TRUE(core::writeFileDurably(file, log));
    ASSERT_EQ(cli({"runs", "import", file, "--name", "overfit"}).exitCode, 0);
    EXPECT_THAT(cli({"runs", "show", "overfit"}).out, HasSubstr("overfitting since epoch 7? validation loss 0.5"));
    EXPECT_EQ(json::parse(cli({"runs", "show", "overfit", "--json"}).out)["overfitting"]["since_epoch"], 7);
    EXPECT_TRUE(json::parse(cli({"runs", "show", "@best", "--json"}).out)["overfitting"].is_null()); // three epochs say nothing
}

TEST_F(CliCompare, TablesInEachFormat) {
    struct Row {
        const char* format;
        const char* text;
    };
    for (const Row& row : {Row{"text", "best validation accuracy"}, Row{"csv", "validation_accuracy_mean"}, Row{"md", "| "},
                           Row{"latex", "\\begin{tabular}"}}) {
        const Outcome outcome = cli({"runs", "compare", "--filter", "width=4", "--format", row.format});
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        EXPECT_THAT(outcome.out, HasSubstr(row.text));
    }
}

TEST_F(CliCompare, DiffSaysWhatDiffersAlone) {
    const auto ids = json::parse(cli({"runs", "list", "--json"}).out)["runs"];
    const Outcome outcome = cli({"runs", "diff", ids[0]["run"], ids[5]["run"]});
    EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("width"));
    EXPECT_THAT(outcome.out, HasSubstr("seed"));
    EXPECT_THAT(outcome.out, Not(HasSubstr("optimizer")));
    EXPECT_THAT(outcome.err, HasSubstr("2 settings differ"));
}

TEST_F(CliCompare, PredictionsAreThoseOfTheKeptModel) {
    const json evaluated = json::parse(cli({"evaluate", "--run", "@best", "--json"}).out);
    for (const std::string split : {"validation", "test"}) {
        const Outcome outcome = cli({"runs", "predictions", "@best", "--split", split});
        ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
        const auto lines = linesOf(outcome.out);
        EXPECT_EQ(lines[0], "row,name,class,predicted,right,confidence,class_probability");
        ASSERT_EQ(lines.size() - 1, evaluated[split]["rows"].get<std::size_t>());
        const json answers = json::parse(cli({"runs", "predictions", "@best", "--split", split, "--json"}).out);
        std::int64_t right = 0;
        double loss = 0.0;
        for (std::size_t row = 0; row + 1 < lines.size(); ++row) {
            right += answers["labels"][row] == answers["predicted"][row] ? 1 : 0;
            loss -= std::log(answers["class_probability"][row].get<double>());
        }
        const auto rows = static_cast<double>(lines.size() - 1);
        EXPECT_NEAR(static_cast<double>(right) / rows, evaluated[split]["accuracy"].get<double>(), 1e-12);
        EXPECT_NEAR(loss / rows, evaluated[split]["loss"].get<double>(), 1e-6);
    }
    EXPECT_EQ(cli({"runs", "predictions", "@best", "--split", "training"}).exitCode, 2);
}

TEST_F(CliCompare, ARunIsTheReference) {
    const std::string best = json::parse(cli({"runs", "show", "@best", "--json"}).out)["run"];
    const json answer = compared({"--reference", best});
    EXPECT_EQ(answer["reference"]["run"], best);
    for (const json& group : answer["groups"]) {
        const double difference = group["best"]["mean"].get<double>() - answer["reference"]["value"].get<double>();
        EXPECT_EQ(group["difference"].get<double>(), difference);
        EXPECT_LE(difference, 0.0);
    }
    const Outcome text = cli({"runs", "compare", "--filter", "width=4", "--reference", best});
    EXPECT_EQ(text.exitCode, 0) << text.err;
    EXPECT_THAT(text.out, HasSubstr("difference to"));
    EXPECT_THAT(text.err, HasSubstr("Against"));
    EXPECT_FALSE(compared({}).contains("reference"));
}

TEST_F(CliCompare, DiffForAScriptHasTypedValues) {
    const auto ids = json::parse(cli({"runs", "list", "--json"}).out)["runs"];
    const Outcome outcome = cli({"runs", "diff", ids[0]["run"], ids[5]["run"], "--json"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    const json answer = json::parse(outcome.out);
    EXPECT_EQ(answer["runs"][1]["run"], ids[5]["run"]);
    std::map<std::string, json> settings;
    for (const json& row : answer["settings"]) settings[row["field"]] = row;
    EXPECT_EQ(settings["width"]["differs"], true);
    EXPECT_EQ(settings["width"]["values"][0].get<int>() + settings["width"]["values"][1].get<int>(), 20);
    EXPECT_EQ(settings["data"]["values"], json({"toy:moons", "toy:moons"}));
    EXPECT_EQ(settings["data"]["differs"], false);
    EXPECT_TRUE(settings["batch-norm"]["values"][0].is_boolean());
}

TEST_F(CliCompare, RefusesInASentence) {
    struct Row {
        std::vector<std::string> words;
        int code;
    };
    for (const Row& row :
         {Row{{"@last", "--metric", "speed"}, 2}, Row{{"@last", "--band", "wide"}, 2}, Row{{"@last", "--group-by", "x"}, 2},
          Row{{"nobody"}, 5}, Row{{"@last", "--reference", "nobody"}, 5}, Row{{"--filter", "width=99"}, 5}}) {
        Words words{"runs", "compare"};
        words.insert(words.end(), row.words.begin(), row.words.end());
        const Outcome outcome = cli(words);
        EXPECT_EQ(outcome.exitCode, row.code) << outcome.err;
        EXPECT_THAT(outcome.err, HasSubstr("error["));
    }
}

} // namespace
} // namespace epochlab::test
