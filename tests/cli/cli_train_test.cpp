#include "cli/program.h"

#include "store/database.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

namespace epochlab::test {
namespace {

using testing::HasSubstr;

std::vector<std::string> trainArguments(const TemporaryFolder& store, std::vector<std::string> more) {
    std::vector<std::string> arguments{"--store",   store.path(), "train", "--json",          "--data",
                                       "toy:moons", "--epochs",   "3",     "--hidden-layers", "2"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

nlohmann::json lastEvent(const Outcome& outcome) {
    const auto lines = linesOf(outcome.out);
    return lines.empty() ? nlohmann::json() : nlohmann::json::parse(lines.back());
}

/// The lines without what may differ between two equal runs.
std::vector<std::string> comparable(const Outcome& outcome) {
    std::vector<std::string> lines;
    for (const std::string& line : linesOf(outcome.out)) {
        auto event = nlohmann::json::parse(line);
        if (event["series"] == "seconds") continue;
        for (const char* key : {"run", "seconds", "time", "samples_per_second"}) event.erase(key);
        lines.push_back(event.dump());
    }
    return lines;
}

TEST(CliTrain, twoEqualRunsDifferInIdAndTimesOnly) {
    const TemporaryFolder store;
    const Outcome first = runProgram(trainArguments(store, {}));
    ASSERT_EQ(first.exitCode, 0) << first.err;
    EXPECT_EQ(comparable(first), comparable(runProgram(trainArguments(store, {}))));
    EXPECT_NE(comparable(first), comparable(runProgram(trainArguments(store, {"--seed", "2"}))));
    EXPECT_EQ(nlohmann::json::parse(linesOf(first.out).front())["event"], "started");
    EXPECT_EQ(lastEvent(first)["state"], "finished");
    EXPECT_EQ(lastEvent(first)["epochs"], 3);
}

TEST(CliTrain, namesTheHardestAndTheSurestRowsAfterEachEpoch) {
    const TemporaryFolder store;
    const Outcome outcome = runProgram(trainArguments(store, {"--hardest", "2"}));
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    std::vector<nlohmann::json> events;
    std::int64_t bestEpoch = 0;
    for (const std::string& line : linesOf(outcome.out)) {
        const auto event = nlohmann::json::parse(line);
        if (event["event"] == "hardest") events.push_back(event);
        if (event["event"] == "finished") bestEpoch = event["best"]["epoch"];
    }
    ASSERT_EQ(events.size(), 3U);
    const auto& best = events[static_cast<std::size_t>(bestEpoch) - 1];
    ASSERT_EQ(best["hardest"].size(), 2U);
    const auto kept = nlohmann::json::parse(runProgram({"--store", store.path(), "runs", "predictions", "@last", "--json"}).out);
    EXPECT_EQ(best["hardest"][0]["class_probability"], std::ranges::min(kept["class_probability"].get<std::vector<float>>()));
    EXPECT_EQ(best["surest"][0]["class_probability"], std::ranges::max(kept["class_probability"].get<std::vector<float>>()));

    const Outcome text = runProgram({"--store", store.path(), "extend", "@last", "--epochs", "1", "--hardest", "1"});
    EXPECT_EQ(text.exitCode, 0) << text.err;
    EXPECT_THAT(text.out,
                testing::ContainsRegex("\n    4 [^\n]*\n       hardest  row [0-9]+: [^\n]*\n       surest   row [0-9]+: [^\n]*\n$"));
    EXPECT_EQ(runProgram(trainArguments(store, {"--hardest", "0"})).exitCode, 2);
}

TEST(CliTrain, aDivergedRunExitsWith6) {
    const TemporaryFolder store;
    const Outcome outcome = runProgram(trainArguments(store, {"--learning-rate", "1e10", "--optimizer", "sgd", "--epochs", "50"}));
    EXPECT_EQ(outcome.exitCode, 6) << outcome.err;
    EXPECT_EQ(lastEvent(outcome)["state"], "diverged");
    EXPECT_THAT(outcome.err, HasSubstr("error[run.diverged]"));
}

/// Runs until the first metric is out, then sends the signals so that the program sees them all at once.
Outcome interruptedBy(const std::vector<int>& signals, const std::vector<std::string>& arguments) {
    bool sent = false;
    return runProgram(arguments, [&sent, &signals](int pid, const std::string& out) {
        if (std::exchange(sent, sent || out.find("\"metric\"") != std::string::npos) || !sent) return;
        ::kill(pid, SIGSTOP);
        for (const int signal : signals) ::kill(pid, signal);
        ::kill(pid, SIGCONT);
    });
}

TEST(CliTrain, theFirstSignalEndsItCleanlyAndTheSecondAtOnce) {
    for (const int signal : {SIGINT, SIGTERM}) {
        const TemporaryFolder store;
        const Outcome outcome = interruptedBy({signal}, trainArguments(store, {"--epochs", "100000"}));
        EXPECT_EQ(outcome.exitCode, 75) << outcome.err;
        EXPECT_EQ(lastEvent(outcome)["state"], "interrupted");
        EXPECT_THAT(outcome.err, HasSubstr("go on with: epochlab-cli resume " + lastEvent(outcome)["run"].get<std::string>()));
    }
    const TemporaryFolder store;
    EXPECT_EQ(interruptedBy({SIGINT, SIGTERM}, trainArguments(store, {"--epochs", "100000"})).exitCode, 143);
}

TEST(CliTrain, stoppedWhileTheStoreIsAwayItSaysWhatIsThere) {
    const struct {
        const char* checkpointSeconds;
        const char* words;
    } rows[] = {{"0.01", " goes on from step "}, {"1000", " trains the run from its beginning"}};
    for (const auto& row : rows) {
        const TemporaryFolder folder;
        const std::string store = folder.path() + "/kept";
        const auto stored = [&store](const char* sql) {
            auto connection = core::Connection::open(store + "/project.db", core::Connection::Access::ReadOnly);
            return connection.ok() ? connection->integer(sql, -1).value() : -1;
        };
        const bool early = row.words[1] == 't';
        ::setenv("EPOCHLAB_CHECKPOINT_SECONDS", row.checkpointSeconds, 1);
        bool taken = false;
        std::jthread stops;
        const Outcome outcome = runProgram(
            {"--store", store, "train", "--json", "--data", "toy:moons", "--epochs", "100000"}, [&](int pid, const std::string&) {
                if (taken || stored(early ? "SELECT count(*) FROM runs WHERE state = 'running'" : "SELECT count(*) FROM checkpoints") < 1)
                    return;
                taken = true;
                std::filesystem::rename(store, folder.path() + "/away");
                stops = std::jthread([pid] {
                    EXPECT_TRUE(awaitError(pid, "note[paused]"));
                    ::kill(pid, SIGINT);
                });
            });
        ::unsetenv("EPOCHLAB_CHECKPOINT_SECONDS");
        EXPECT_EQ(outcome.exitCode, 5) << outcome.err;
        const std::string id = lastEvent(outcome)["run"];
        EXPECT_THAT(outcome.err,
                    HasSubstr("the end could not be stored; once the store can be written, epochlab-cli resume " + id + row.words));
        std::filesystem::rename(folder.path() + "/away", store);
        const std::int64_t step = stored("SELECT max(step) FROM checkpoints");
        EXPECT_THAT(outcome.err, HasSubstr(early ? std::string(row.words) : row.words + std::to_string(step) + ","));
        const Outcome rest = interruptedBy({SIGINT}, {"--store", store, "resume", id, "--json"});
        EXPECT_EQ(rest.exitCode, 75) << rest.err;
        EXPECT_THAT(rest.err, HasSubstr("go on with: epochlab-cli resume " + id));
    }
}

/// Metrics and gradients, without times and run ids.
std::vector<std::string> measures(const Outcome& outcome) {
    std::vector<std::string> lines = comparable(outcome);
    std::erase_if(lines, [](const std::string& line) {
        return line.find("\"metric\"") == std::string::npos && line.find("\"gradients\"") == std::string::npos;
    });
    return lines;
}

TEST(CliTrain, aResumedRunGivesTheUninterruptedOnesNumbers) {
    const TemporaryFolder store;
    const auto arguments = trainArguments(store, {"--epochs", "300", "--report-every", "1", "--schedule", "cosine"});
    const Outcome first = interruptedBy({SIGTERM}, arguments);
    ASSERT_EQ(first.exitCode, 75) << first.err;
    const Outcome second = runProgram({"--store", store.path(), "resume", "@last", "--json"});
    ASSERT_EQ(second.exitCode, 0) << second.err;
    EXPECT_EQ(lastEvent(second)["run"], lastEvent(first)["run"]);
    std::vector<std::string> joined = measures(first);
    for (std::string& line : measures(second)) joined.push_back(std::move(line));
    const Outcome straight = runProgram(arguments);
    EXPECT_EQ(joined, measures(straight));
    EXPECT_EQ(lastEvent(second)["best"], lastEvent(straight)["best"]);
    EXPECT_EQ(runProgram({"--store", store.path(), "resume", "@last"}).exitCode, 5) << "it has finished";
}

TEST(CliTrain, aKeptRunPredictsAndIsEvaluated) {
    const TemporaryFolder store;
    const Outcome trained = runProgram(trainArguments(store, {"--epochs", "30", "--learning-rate", "0.01"}));
    ASSERT_EQ(trained.exitCode, 0) << trained.err;
    const Outcome evaluated = runProgram({"--store", store.path(), "evaluate", "--run", "@last", "--json"});
    ASSERT_EQ(evaluated.exitCode, 0) << evaluated.err;
    const auto document = nlohmann::json::parse(evaluated.out);
    EXPECT_EQ(document["validation"]["accuracy"], lastEvent(trained)["best"]["validation_accuracy"]);
    EXPECT_LT(document["all"]["accuracy_interval_95"][0], document["all"]["accuracy"]);
    const std::string points = store.file("points.csv", "x,y\n0.5,1\n-1,0.25\n");
    const Outcome predicted = runProgram({"--store", store.path(), "predict", "--run", "@last", points});
    ASSERT_EQ(predicted.exitCode, 0) << predicted.err;
    EXPECT_EQ(linesOf(predicted.out).size(), 3u);
    EXPECT_THAT(predicted.out, testing::StartsWith("file,row,class,probability,p("));
    EXPECT_EQ(runProgram({"--store", store.path(), "predict", "--run", "@last", store.file("z.csv", "a,b\n1,2\n")}).exitCode, 3);
}

TEST(CliRuns, listsShowsAndRenamesWhatWasKept) {
    const TemporaryFolder store;
    const auto runs = [&store](std::vector<std::string> words) {
        words.insert(words.begin(), {"--store", store.path(), "runs"});
        return runProgram(words);
    };
    EXPECT_EQ(nlohmann::json::parse(runs({"list", "--json"}).out)["runs"].size(), 0u);
    const Outcome trained = runProgram(trainArguments(store, {}));
    ASSERT_EQ(trained.exitCode, 0) << trained.err;
    ASSERT_EQ(runProgram(trainArguments(store, {"--width", "8"})).exitCode, 0);
    const std::string id = nlohmann::json::parse(linesOf(trained.out).front())["run"];
    EXPECT_EQ(runs({"rename", id, "the first"}).exitCode, 0);
    const auto listed = nlohmann::json::parse(runs({"list", "--json", "--filter", "width=16 state=finished"}).out)["runs"];
    ASSERT_EQ(listed.size(), 1u);
    EXPECT_EQ(listed[0]["run"], id);
    EXPECT_EQ(listed[0]["name"], "the first");
    EXPECT_EQ(listed[0]["best"], lastEvent(trained)["best"]);
    EXPECT_EQ(linesOf(runs({"list"}).out).size(), 3u);
    const auto shown = nlohmann::json::parse(runs({"show", "the first", "--json"}).out);
    EXPECT_THAT(shown["command"].get<std::string>(), HasSubstr("epochlab-cli train --data toy:moons"));
    std::size_t values = 0;
    for (const auto& series : shown["series"])
        if (series["series"] == "training_loss") values = series["values"].size();
    EXPECT_EQ(values, 3u);
    EXPECT_EQ(runs({"delete", id}).exitCode, 0);
    EXPECT_EQ(nlohmann::json::parse(runs({"list", "--json"}).out)["runs"].size(), 1u);
}

#if !EPOCHLAB_WITH_TORCH

TEST(CliTrain, withoutLibTorchItsRunFailsAndSaysWhatToDo) {
    const TemporaryFolder store;
    const Outcome outcome = runProgram(trainArguments(store, {"--engine", "libtorch"}));
    EXPECT_EQ(outcome.exitCode, 1);
    EXPECT_THAT(outcome.err, HasSubstr("error[internal.engine-missing]"));
    EXPECT_EQ(lastEvent(outcome)["state"], "failed");
}

#endif

} // namespace
} // namespace epochlab::test
