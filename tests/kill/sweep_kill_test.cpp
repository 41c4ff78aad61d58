// Kills a sweep with -9 while several of its runs train: the same command again trains exactly what is missing.
#include "kill/after_kill.h"

#include "store/run_store.h"

#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

namespace epochlab::test {
namespace {

using nlohmann::json;

class SweepKill : public testing::Test {
protected:
    void SetUp() override { ::setenv("EPOCHLAB_CHECKPOINT_SECONDS", "0.01", 1); }
    void TearDown() override { ::unsetenv("EPOCHLAB_CHECKPOINT_SECONDS"); }

    static std::vector<std::string> sweeping(const std::string& store, bool onlyMissing) {
        std::vector<std::string> words{"--store", store,      "sweep", "--json", "--data",    "toy:moons", "--hidden-layers",
                                       "2",       "--epochs", "60",    "--grid", "width=4,8", "--seeds",   "4"};
        if (onlyMissing) words.push_back("--only-missing");
        return words;
    }
    /// Model by label, of runs that are named in the last event.
    static std::map<std::string, std::string> modelsOf(const std::string& store, const json& last) {
        std::map<std::string, std::string> models;
        for (const json& run : last["runs"]) models[run["label"]] = modelIn(store, run["run"]);
        return models;
    }
    static std::map<std::string, std::set<std::string>> idsByState(const std::string& store) {
        std::map<std::string, std::set<std::string>> ids;
        core::RunStore runs(store);
        const auto list = runs.list();
        EXPECT_TRUE(list.ok());
        for (const core::RunSummary& run : *list) ids[run.state].insert(run.id);
        return ids;
    }
};

TEST_F(SweepKill, OnlyMissingTrainsExactlyWhatIsMissingToTheUndisturbedBits) {
    const TemporaryFolder whole;
    const Outcome undisturbed = runProgram(sweeping(whole.path(), false));
    ASSERT_EQ(undisturbed.exitCode, 0) << undisturbed.err;
    const auto expected = modelsOf(whole.path(), json::parse(linesOf(undisturbed.out).back()));
    ASSERT_EQ(expected.size(), 8U);
    std::mt19937 random(20261124); // NOLINT: the same moments each time
    const int moments = (killsWanted() + 4) / 5;
    int kills = 0;
    int resumed = 0;
    int leftOut = 0;
    for (int moment = 0; moment < moments; ++moment) {
        const TemporaryFolder store;
        const std::size_t bytes = random() % undisturbed.out.size();
        bool sent = false;
        const Outcome killed = runProgram(sweeping(store.path(), false), [&](int pid, const std::string& out) {
            if (sent || out.size() < bytes) return;
            sent = true;
            ::kill(pid, SIGKILL);
        });
        if (killed.exitCode != killedExitCode) continue; // it was at its end
        ++kills;
        const auto left = idsByState(store.path());
        for (const auto& [state, ids] : left) EXPECT_TRUE(state == "finished" || state == "interrupted") << state;
        const std::set<std::string> finished = left.contains("finished") ? left.at("finished") : std::set<std::string>();
        const std::set<std::string> interrupted = left.contains("interrupted") ? left.at("interrupted") : std::set<std::string>();
        const Outcome rest = runProgram(sweeping(store.path(), true));
        ASSERT_EQ(rest.exitCode, 0) << rest.err;
        const json last = json::parse(linesOf(rest.out).back());
        EXPECT_EQ(last["left_out"], finished.size());
        EXPECT_EQ(last["finished"].get<std::size_t>(), 8 - finished.size());
        std::set<std::string> trained;
        for (const json& run : last["runs"]) trained.insert(run["run"]);
        for (const std::string& id : interrupted) EXPECT_TRUE(trained.contains(id)) << id << " goes on under its own name";
        for (const auto& [label, model] : modelsOf(store.path(), last)) EXPECT_EQ(model, expected.at(label)) << label;
        EXPECT_EQ(idsByState(store.path()).at("finished").size(), 8U) << "none is trained twice";
        resumed += static_cast<int>(interrupted.size());
        leftOut += static_cast<int>(finished.size());
        if (HasFatalFailure() || HasNonfatalFailure()) return;
    }
    std::printf("a sweep of 8 runs killed with -9 %d times: %d runs left out as finished, %d resumed, all to the undisturbed bits\n",
                moments, leftOut, resumed);
    EXPECT_GT(resumed, 0);
}

} // namespace
} // namespace epochlab::test
