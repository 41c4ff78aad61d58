// What is made of a run that is kept: the same once more, another way from a checkpoint, the same with other seeds.
#include "cli/program.h"
#include "store/database.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace epochlab::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using Words = std::vector<std::string>;

class CliAgain : public testing::Test {
protected:
    Outcome cli(Words words) const {
        words.insert(words.begin(), {"--store", m_store.path()});
        return runProgram(words);
    }
    /// Trains on a toy; the run's id.
    std::string train(const Words& more = {}) const {
        Words words{"train", "--json", "--data", "toy:moons", "--epochs", "4", "--batch-size", "32", "--hidden-layers", "2"};
        words.insert(words.end(), more.begin(), more.end());
        const Outcome outcome = cli(words);
        return json::parse(linesOf(outcome.out).back())["run"];
    }
    void change(const std::string& sql) const {
        auto database = core::Connection::open(m_store.path() + "/project.db", core::Connection::Access::ReadWrite);
        ASSERT_TRUE(database.ok());
        ASSERT_TRUE(database->script(sql).ok());
    }

    TemporaryFolder m_store;
};

json eventOf(const Outcome& outcome, const std::string& name) {
    for (const std::string& line : linesOf(outcome.out)) {
        json event = json::parse(line);
        if (event["event"] == name) return event;
    }
    return {};
}

TEST_F(CliAgain, aRerunIsTheRunBitForBitAndSaysSo) {
    for (const Words& more : {Words{}, Words{"--rate-change", "30=0.0005", "--rate-change", "8=0.02"},
                              Words{"--batch-norm", "--dropout", "0.2", "--schedule", "cosine", "--early-stopping", "1"},
                              Words{"--optimizer", "sgd", "--learning-rate", "1e10"}}) {
        const std::string original = train(more);
        const Outcome again = cli({"rerun", original, "--json"});
        EXPECT_EQ(again.exitCode, 0) << again.err;
        const json verdict = eventOf(again, "rerun");
        EXPECT_EQ(verdict["original"], original);
        EXPECT_EQ(verdict["identical"], true) << verdict;
        EXPECT_GE(verdict["values"], 3); // a diverged run has few
        EXPECT_EQ(json::parse(linesOf(again.out).back())["event"], "finished");
        const Outcome shown = cli({"runs", "show", verdict["run"].get<std::string>()});
        EXPECT_THAT(shown.out, HasSubstr("note[rerun-identical]: identical to " + original));
    }
}

TEST_F(CliAgain, aRerunThatDiffersSaysWhereFirst) {
    const std::string original = train();
    change("UPDATE metrics SET \"values\" = zeroblob(length(\"values\")) WHERE series = 'validation_loss'");
    const Outcome again = cli({"rerun", "@last"});
    EXPECT_EQ(again.exitCode, 9) << again.err;
    EXPECT_THAT(again.err,
                HasSubstr("warning[rerun-differs]: differs from " + original + " first in validation_loss at step 19: 0 there, "));
    EXPECT_EQ(cli({"rerun"}).exitCode, 2);
    EXPECT_EQ(cli({"rerun", "none"}).exitCode, 5);
}

TEST_F(CliAgain, aBranchWithNothingChangedIsTheRunsOwnContinuation) {
    Words engines{"fused"};
    if (EPOCHLAB_WITH_TORCH) engines.push_back("libtorch");
    for (const std::string& engine : engines) {
        const std::string original = train({"--engine", engine, "--batch-norm", "--dropout", "0.2", "--schedule", "cosine", "--rate-change",
                                            "12=0.01", "--learning-rate", "0.3", "--epochs", "6"});
        const json before = json::parse(cli({"runs", "show", original, "--json"}).out);
        const Outcome outcome = cli({"branch", original, "--json"});
        ASSERT_EQ(before["best"]["epoch"] == 6, outcome.exitCode != 0) << outcome.err << before["best"];
        if (outcome.exitCode != 0) continue;
        const std::string branch = json::parse(linesOf(outcome.out).back())["run"];
        json after = json::parse(cli({"runs", "show", branch, "--json"}).out);
        const auto valuesIn = [](const json& shown) {
            std::map<std::string, std::vector<double>> values;
            for (const json& block : shown["series"])
                if (block["series"] != "seconds")
                    for (const json& value : block["values"]) values[block["series"]].push_back(value);
            return values;
        };
        EXPECT_EQ(valuesIn(after), valuesIn(before)) << engine;
        EXPECT_EQ(after["best"], before["best"]) << engine;
        EXPECT_EQ(after["learning_rates"], before["learning_rates"]) << engine;
        EXPECT_THAT(after["notes"].dump(), HasSubstr("branched from " + original + " at step "));
        EXPECT_THAT(after["notes"].dump(), HasSubstr("with nothing changed"));
        EXPECT_EQ(cli({"rerun", branch}).exitCode, 5) << "its settings alone do not make it";
    }
}

TEST_F(CliAgain, aBranchChangesWhatItCanAndSaysWhatItCannot) {
    const std::string original = train();
    const Outcome other = cli({"branch", original, "--at", "last", "--epochs", "6", "--learning-rate", "0.0005", "--json"});
    ASSERT_EQ(other.exitCode, 0) << other.err;
    const std::string shown = cli({"runs", "show", "@last"}).out;
    EXPECT_THAT(shown, HasSubstr("finished after 6 of 6 epochs"));
    EXPECT_THAT(shown, HasSubstr("learning-rate 0.001 to 5e-04, epochs 4 to 6"));
    struct Row {
        Words words;
        int exitCode;
        const char* text;
    };
    for (const Row& row : {Row{{"--width", "8"}, 4, "the weights are those of its network"}, Row{{"--at", "last"}, 4, "the last one"},
                           Row{{"--at", "7"}, 5, "kept are those of step 76"}, Row{{"--learning-rate", "-1"}, 4, "learning-rate"}}) {
        Words words{"branch", original};
        words.insert(words.end(), row.words.begin(), row.words.end());
        const Outcome refused = cli(words);
        EXPECT_EQ(refused.exitCode, row.exitCode) << refused.err;
        EXPECT_THAT(refused.err, HasSubstr(row.text));
    }
}

TEST_F(CliAgain, luckTrainsTheNextSeedsAndSaysWhereTheRunLies) {
    const std::string original = train({"--seed", "7", "--rate-change", "8=0.02"});
    const Outcome tried = cli({"luck", original, "--json", "--seeds", "3"});
    ASSERT_EQ(tried.exitCode, 0) << tried.err;
    const json luck = eventOf(tried, "luck");
    ASSERT_EQ(luck["others"].size(), 3U);
    std::vector<double> values = luck["others"];
    values.push_back(luck["accuracy"]);
    EXPECT_EQ(luck["minimum"], *std::ranges::min_element(values));
    EXPECT_EQ(luck["maximum"], *std::ranges::max_element(values));
    EXPECT_THAT(luck["message"].get<std::string>(), HasSubstr("3 other seeds"));
    const json runs = json::parse(cli({"runs", "list", "--json"}).out)["runs"];
    std::vector<int> seeds;
    for (const json& run : runs) seeds.push_back(run["seed"]);
    EXPECT_THAT(seeds, testing::ElementsAre(7, 8, 9, 10));
    EXPECT_THAT(cli({"runs", "show", "@last"}).out, HasSubstr("--rate-change 8=0.02"));
    EXPECT_THAT(cli({"luck", original, "--seeds", "1"}).out, HasSubstr("best accuracy of 2 seeds, the run's own among them: mean "));
    EXPECT_EQ(cli({"luck"}).exitCode, 2);
    EXPECT_EQ(cli({"luck", "none"}).exitCode, 5);
}

} // namespace
} // namespace epochlab::test
