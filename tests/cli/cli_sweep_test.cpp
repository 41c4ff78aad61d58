#include "cli/program.h"
#include "store/database.h"
#include "store/process_identity.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>
#include <utility>

namespace epochlab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

using Words = std::vector<std::string>;

/// A sweep of small networks on a toy, kept in `store`.
Outcome sweep(const TemporaryFolder& store, const Words& words, const std::function<void(int, const std::string&)>& onOutput = {}) {
    Words all{"--store", store.path() + "/kept", "sweep", "--data", "toy:moons", "--hidden-layers", "2"};
    all.insert(all.end(), words.begin(), words.end());
    return runProgram(all, onOutput);
}

std::vector<json> eventsOf(const Outcome& outcome) {
    std::vector<json> events;
    for (const std::string& line : linesOf(outcome.out)) events.push_back(json::parse(line));
    return events;
}

Words labelsOf(const Outcome& outcome) {
    Words labels;
    const json last = json::parse(linesOf(outcome.out).back());
    for (const json& run : last["runs"]) labels.push_back(run["label"]);
    return labels;
}

std::string bytesOf(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Metrics without the series of times.
Words metricsOf(const std::string& folder) {
    Words lines = linesOf(bytesOf(folder + "/metrics.csv"));
    std::erase_if(lines, [](const std::string& line) { return line.starts_with("seconds,"); });
    return lines;
}

TEST(CliSweep, aDryRunListsTheRunsAndWhatTheyTake) {
    const TemporaryFolder store;
    const Words words{"--grid", "learning-rate=0.1,0.01", "--grid", "width=4..64:3", "--seeds", "2", "--epochs", "2", "--dry-run"};
    const Outcome text = sweep(store, words);
    EXPECT_EQ(text.exitCode, 0) << text.err;
    ASSERT_EQ(linesOf(text.out).size(), 12U);
    EXPECT_EQ(linesOf(text.out)[1], "Learning rate 0.1, Width 4, Seed 2");
    EXPECT_THAT(text.err, testing::ContainsRegex("12 runs; about [0-9.]+ s on [0-9]+ cores?, [0-9]+ MB"));
    Words jsonWords = words;
    jsonWords.insert(jsonWords.end(), {"--json", "--jobs", "1"});
    const Outcome outcome = sweep(store, jsonWords);
    const json plan = json::parse(outcome.out);
    EXPECT_EQ(plan["runs"].size(), 12U);
    EXPECT_EQ(plan["runs"][11]["config"]["width"], "64");
    EXPECT_EQ(plan["cores"], 1);
    EXPECT_GT(plan["seconds"], 0.0);
    EXPECT_GT(plan["memory_bytes"], 0);
    EXPECT_FALSE(fs::exists(store.path() + "/kept"));
}

TEST(CliSweep, eachRunIsTheRunAloneBitForBit) {
    const TemporaryFolder store;
    const Outcome outcome =
        sweep(store, {"--grid", "width=4,8", "--grid", "batch-norm=false,true", "--seeds", "2", "--epochs", "3", "--json"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    const std::vector<json> events = eventsOf(outcome);
    EXPECT_EQ(events.front()["event"], "sweep");
    const json& last = events.back();
    EXPECT_EQ(last["event"], "sweep_finished");
    EXPECT_EQ(last["finished"], 8);
    ASSERT_EQ(last["runs"].size(), 8U);
    for (const json& row : last["runs"]) {
        const std::string kept = store.path() + "/kept/runs/" + row["run"].get<std::string>();
        const TemporaryFolder alone;
        const Outcome again = runProgram({"--store", alone.path(), "train", "--config", kept + "/run.toml"});
        ASSERT_EQ(again.exitCode, 0) << again.err;
        const std::string same = fs::directory_iterator(alone.path() + "/runs")->path().string();
        EXPECT_EQ(metricsOf(kept), metricsOf(same)) << row["label"];
        EXPECT_EQ(bytesOf(kept + "/model.safetensors"), bytesOf(same + "/model.safetensors")) << row["label"];
    }
}

TEST(CliSweep, aFileGivesWhatTheFlagsGive) {
    const TemporaryFolder store;
    const std::string file = store.file("mine.toml", "seeds = 2\n[settings]\nepochs = 1\n[grid]\nwidth = [4, 8]\n");
    const Outcome fromFile = sweep(store, {file, "--json"});
    const Outcome fromFlags = sweep(store, {"--grid", "width=4,8", "--seeds", "2", "--epochs", "1", "--json"});
    EXPECT_EQ(fromFile.exitCode, 0) << fromFile.err;
    EXPECT_THAT(labelsOf(fromFile), ElementsAre("Width 4, Seed 1", "Width 4, Seed 2", "Width 8, Seed 1", "Width 8, Seed 2"));
    EXPECT_EQ(labelsOf(fromFile), labelsOf(fromFlags));
}

TEST(CliSweep, randomDrawsAreTheSameEachTime) {
    const TemporaryFolder store;
    const Words words{"--random", "learning-rate=0.001..0.1", "--random", "width=4,8,16", "--draws", "5", "--epochs", "1", "--dry-run"};
    const Outcome first = sweep(store, words);
    EXPECT_EQ(linesOf(first.out).size(), 5U) << first.err;
    EXPECT_EQ(first.out, sweep(store, words).out);
    Words others = words;
    others.insert(others.end(), {"--draw-seed", "2"});
    EXPECT_NE(first.out, sweep(store, others).out);
}

TEST(CliSweep, aDivergedRunDoesNotStopTheRestAndCanBeRepeatedAlone) {
    const TemporaryFolder store;
    const Words words{"--grid", "learning-rate=0.1,1e10,0.01", "--optimizer", "sgd", "--epochs", "50"};
    const Outcome outcome = sweep(store, words);
    EXPECT_EQ(outcome.exitCode, 6) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("3 runs: 2 finished, 1 diverged"));
    EXPECT_THAT(outcome.err, HasSubstr("[3/3] sweep, Learning rate "));
    Words again = words;
    again.insert(again.end(), {"--repeat-failed", "--json"});
    const Outcome repeated = sweep(store, again);
    EXPECT_EQ(repeated.exitCode, 6) << repeated.err;
    EXPECT_THAT(labelsOf(repeated), ElementsAre("Learning rate 1e10"));
}

TEST(CliSweep, onlyMissingLeavesOutWhatAnotherProcessTrains) {
    const TemporaryFolder store;
    const Words words{"--grid", "width=4,8", "--seeds", "2", "--epochs", "1"};
    ASSERT_EQ(sweep(store, words).exitCode, 0);
    const core::ProcessIdentity& here = core::thisProcess();
    for (const char* state : {"running", "waiting"}) {
        auto database = core::Connection::open(store.path() + "/kept/project.db", core::Connection::Access::ReadWrite);
        ASSERT_TRUE(database.ok());
        ASSERT_TRUE(
            database
                ->run("UPDATE runs SET state = ?, owner_host = ?, owner_pid = ?, owner_program = ?, owner_start = ? WHERE number <= 2",
                      std::string_view(state), here.host, here.pid, here.program, here.start)
                .ok());
        ASSERT_TRUE(database->run("UPDATE runs SET state = 'failed' WHERE number > 2").ok());
        for (const char* flag : {"--only-missing", "--repeat-failed"}) {
            Words again = words;
            again.insert(again.end(), {flag, "--dry-run", "--json"});
            const json plan = json::parse(sweep(store, again).out);
            EXPECT_EQ(plan["left_out"], 2) << state << " " << flag;
            EXPECT_EQ(plan["runs"].size(), 2U) << state << " " << flag;
        }
    }
}

TEST(CliSweep, aSignalStopsItAndOnlyMissingGoesOn) {
    const TemporaryFolder store;
    const Words words{"--grid", "width=4,8", "--seeds", "6", "--epochs", "400", "--json"};
    bool sent = false;
    const Outcome outcome = sweep(store, words, [&sent](int pid, const std::string& out) {
        if (sent || out.find("\"finished\"") == std::string::npos) return;
        sent = true;
        ::kill(pid, SIGINT);
    });
    ASSERT_EQ(outcome.exitCode, 75) << outcome.err;
    const json stopped = eventsOf(outcome).back();
    EXPECT_GE(stopped["finished"], 1);
    EXPECT_GE(stopped["interrupted"], 1);
    Words onward = words;
    onward.push_back("--only-missing");
    const Outcome rest = sweep(store, onward);
    ASSERT_EQ(rest.exitCode, 0) << rest.err;
    const json ended = eventsOf(rest).back();
    EXPECT_EQ(ended["left_out"], stopped["finished"]);
    EXPECT_EQ(ended["finished"].get<std::size_t>() + ended["left_out"].get<std::size_t>(), 12U);
    std::set<std::string> resumed; // those that had begun keep their ids, and end as if nothing had happened
    for (const auto& entry : fs::directory_iterator(store.path() + "/kept/runs")) resumed.insert(entry.path().filename());
    EXPECT_EQ(resumed.size(), 12U);
    const Outcome nothing = sweep(store, onward);
    EXPECT_EQ(nothing.exitCode, 0) << nothing.err;
    EXPECT_EQ(eventsOf(nothing).back()["left_out"], 12);
}

TEST(CliSweep, standsStillWhileTheStoreIsAway) {
    const TemporaryFolder store;
    const TemporaryFolder whole;
    const Words words{"--grid", "width=4,8", "--seeds", "3", "--epochs", "300", "--json"};
    bool taken = false;
    std::jthread bringsBack;
    const Outcome outcome = sweep(store, words, [&](int pid, const std::string& out) {
        if (out.find("\"finished\"") == std::string::npos || std::exchange(taken, true)) return;
        fs::rename(store.path() + "/kept", store.path() + "/away");
        bringsBack = std::jthread([&store, pid] {
            EXPECT_TRUE(awaitError(pid, "note[paused]"));
            fs::rename(store.path() + "/away", store.path() + "/kept");
        });
    });
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("error[io.") /* the store itself, or the folder that a checkpoint was about to go to */);
    EXPECT_THAT(outcome.err, HasSubstr("note[resumed]: the store has taken what was measured, and training goes on"));
    const json last = eventsOf(outcome).back();
    EXPECT_EQ(last["finished"], 6);
    const Outcome undisturbed = sweep(whole, words);
    const json expected = eventsOf(undisturbed).back();
    const auto model = [](const TemporaryFolder& folder, const json& run) {
        return bytesOf(folder.path() + "/kept/runs/" + run["run"].get<std::string>() + "/model.safetensors");
    };
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(model(store, last["runs"][i]), model(whole, expected["runs"][i]));
}

TEST(CliSweep, refusesBeforeAnythingStarts) {
    const TemporaryFolder store;
    const std::string file = store.file("mine.toml", "[grid]\nwidth = [4, 8]\n");
    const struct {
        Words words;
        int code;
        std::string part;
    } rows[] = {{{}, 2, "nothing varies (sweep)"},
                {{file, "--grid", "epochs=1,2"}, 2, "a file and --grid do not go together"},
                {{file, "--seeds", "2"}, 2, "a file and --seeds do not go together"},
                {{file, file}, 2, "sweep takes one file"},
                {{file, "--width", "3"}, 4, "this run is the same as the run \"Width 4\""},
                {{"none.toml"}, 4, "none.toml"},
                {{"--grid", "width"}, 2, "write ID=VALUES"},
                {{"--grid", "widht=3"}, 4, "(--grid widht=3); did you mean width"},
                {{"--grid", "width=3,x"}, 4, "\"x\" is not a whole number (--grid width=3,x)"},
                {{"--grid", "epochs=3,4", "--epochs", "5"}, 4, "--epochs is given as well (--grid epochs=3,4)"},
                {{"--grid", "width=3,4", "--grid", "width=5"}, 4, "the grid sets width, and so does the grid"},
                {{"--grid", "batch-size=1,2", "--batch-norm", "true"}, 4, "(--grid batch-size=1,2: Batch size 1, batch-size)"},
                {{"--seeds", "0"}, 2, "\"0\" is no number for --seeds"},
                {{"--seeds", "99999"}, 4, "more than 10000 runs"},
                {{"--grid", "width=3", "--jobs", "none"}, 2, "\"none\" is no number for --jobs"},
                {{"--random", "width=3..9"}, 4, "give both"},
                {{"--grid", "width=3", "--only-missing", "--no-store"}, 2, "leave out --no-store"},
                {{"--grid", "data=toy:moons,none.csv"}, 4, "--data is given as well"}};
    for (const auto& row : rows) {
        const Outcome outcome = sweep(store, row.words);
        EXPECT_EQ(outcome.exitCode, row.code) << outcome.err;
        EXPECT_THAT(outcome.err, HasSubstr(row.part));
        EXPECT_FALSE(fs::exists(store.path() + "/kept"));
    }
}

} // namespace
} // namespace epochlab::test
