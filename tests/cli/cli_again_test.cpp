// What is made of a run that is kept: the same once more, another way from a checkpoint, the same with other seeds.
#include "cli/program.h"
#include "store/database.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <sstream>

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
    /// Its learning rate is so high from epoch 5 of 6 on that an earlier epoch is the best.
    std::string steered(const std::string& engine) const {
        return train({"--engine", engine, "--batch-norm", "--dropout", "0.2", "--schedule", "cosine", "--rate-change", "12=0.01",
                      "--rate-change", "77=30", "--learning-rate", "0.3", "--epochs", "6"});
    }
    static std::string bestStepOf(const json& shown) {
        const int epoch = shown["best"]["epoch"];
        EXPECT_LT(epoch, 6);
        return std::to_string(epoch * 19);
    }
    static Words wordsOf(const std::string& command) {
        std::istringstream stream(command.substr(std::string("epochlab-cli ").size()));
        return {std::istream_iterator<std::string>(stream), {}};
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

using Values = std::map<std::string, std::vector<double>>;

/// All that a run measured, but the clock.
Values valuesIn(const json& shown) {
    Values values;
    for (const json& block : shown["series"])
        if (block["series"] != "seconds")
            for (const json& value : block["values"]) values[block["series"]].push_back(value);
    return values;
}

Words engines() { return EPOCHLAB_WITH_TORCH ? Words{"fused", "libtorch"} : Words{"fused"}; }

TEST_F(CliAgain, aBranchWithNothingChangedIsTheRunsOwnContinuation) {
    for (const std::string& engine : engines()) {
        const std::string original = steered(engine);
        const json before = json::parse(cli({"runs", "show", original, "--json"}).out);
        const Outcome outcome = cli({"branch", original, "--at", bestStepOf(before), "--json"});
        ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
        const std::string branch = json::parse(linesOf(outcome.out).back())["run"];
        json after = json::parse(cli({"runs", "show", branch, "--json"}).out);
        EXPECT_EQ(valuesIn(after), valuesIn(before)) << engine;
        EXPECT_EQ(after["best"], before["best"]) << engine;
        EXPECT_EQ(after["learning_rates"], before["learning_rates"]) << engine;
        EXPECT_THAT(after["notes"].dump(), HasSubstr("branched from " + original + " at step "));
        EXPECT_THAT(after["notes"].dump(), HasSubstr("with nothing changed"));
    }
}

TEST_F(CliAgain, aBranchIsTrainedAgainFromItsCheckpoint) {
    for (const std::string& engine : engines()) {
        const std::string original = steered(engine);
        const std::string step = bestStepOf(json::parse(cli({"runs", "show", original, "--json"}).out));
        for (const Words& more : {Words{}, Words{"--learning-rate", "0.0005", "--epochs", "7", "--rate-change", "100=0.002"}}) {
            Words words{"branch", original, "--at", step, "--json"};
            words.insert(words.end(), more.begin(), more.end());
            const std::string branch = json::parse(linesOf(cli(words).out).back())["run"];
            const Outcome again = cli({"rerun", branch, "--json"});
            EXPECT_EQ(again.exitCode, 0) << again.err;
            const json verdict = eventOf(again, "rerun");
            EXPECT_EQ(verdict["identical"], true) << verdict;
            EXPECT_THAT(verdict["message"].get<std::string>(), HasSubstr("after step " + step + ", bit for bit"));
            const json shown = json::parse(cli({"runs", "show", branch, "--json"}).out);
            EXPECT_LT(verdict["values"], valuesIn(shown)["batch_loss"].size() * 2) << "what was copied is no evidence";
            const std::string command = shown["command"];
            EXPECT_THAT(command, HasSubstr("epochlab-cli branch " + original + " --at " + step));
            const Outcome repeated = cli(wordsOf(command));
            ASSERT_EQ(repeated.exitCode, 0) << command << "\n" << repeated.err;
            EXPECT_EQ(valuesIn(json::parse(cli({"runs", "show", "@last", "--json"}).out)), valuesIn(shown)) << command;
        }
    }
}

TEST_F(CliAgain, aBranchWhoseBeginningIsGoneSaysSo) {
    const std::string original = train({"--epochs", "6"});
    ASSERT_EQ(cli({"branch", original, "--at", "last", "--epochs", "7"}).exitCode, 0);
    const std::string branch = json::parse(cli({"runs", "show", "@last", "--json"}).out)["run"];
    change("DELETE FROM checkpoints WHERE run = (SELECT number FROM runs WHERE id = '" + original + "')");
    Outcome refused = cli({"rerun", branch});
    EXPECT_EQ(refused.exitCode, 5);
    EXPECT_THAT(refused.err, HasSubstr("began with the checkpoint of step 114 of " + original + ", which is no longer kept"));
    EXPECT_EQ(cli({"luck", branch}).exitCode, 5) << "its settings alone do not make it";
    change("DELETE FROM runs WHERE id = '" + original + "'");
    refused = cli({"rerun", branch});
    EXPECT_EQ(refused.exitCode, 5);
    EXPECT_THAT(refused.err, HasSubstr("a branch of " + original + ", which is not in this store"));
    EXPECT_THAT(cli({"runs", "show", branch}).out, HasSubstr("no command repeats it: the run is a branch of " + original));
    EXPECT_FALSE(json::parse(cli({"runs", "show", branch, "--json"}).out).contains("command"));
}

TEST_F(CliAgain, namesThatSteerATerminalAreEscapedWhereTheyArePrinted) {
    const std::string id = train();
    const std::string name = "red\x1b[31m\nline \xe2\x80\xae"
                             "back";
    ASSERT_EQ(cli({"runs", "rename", id, name}).exitCode, 0);
    ASSERT_EQ(cli({"runs", "tag", id, "a\rb"}).exitCode, 0);
    ASSERT_EQ(cli({"runs", "note", id, "two\nlines\x1b[2J"}).exitCode, 0);
    const std::string other = train({"--seed", "2"});
    for (const Words& words : {Words{"runs", "list"}, Words{"runs", "show", id}, Words{"runs", "diff", id, other},
                               Words{"runs", "compare", id, other}, Words{"resume", name}}) {
        const Outcome outcome = cli(words);
        for (const std::string& text : {outcome.out, outcome.err})
            EXPECT_EQ(text.find_first_of("\x1b\r"), std::string::npos) << words[0] << " " << text;
    }
    EXPECT_THAT(cli({"runs", "list"}).out, HasSubstr("red\\u001b[31m\\u000aline \\u202eback  #a\\u000db\n"));
    EXPECT_THAT(cli({"runs", "show", id}).out, HasSubstr("two\nlines\\u001b[2J\n"));
    EXPECT_EQ(json::parse(cli({"runs", "show", id, "--json"}).out)["name"], name);
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
                           Row{{"--at", "7"}, 5, "kept are those of step "}, Row{{"--learning-rate", "-1"}, 4, "learning-rate"}}) {
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
