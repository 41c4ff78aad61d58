// Kills the program with -9 while it trains, at random moments and at each step of a save, and looks what is left. EPOCHLAB_KILLS
// sets how many random ones (20).
#include "cli/program.h"
#include "store/run_store.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <random>

namespace epochlab::test {
namespace {

using core::Connection;
using core::Statement;

constexpr int crashExitCode = 99;
constexpr int killedExitCode = 1000 + SIGKILL;

class CliKill : public testing::Test {
protected:
    void SetUp() override {
        ::setenv("EPOCHLAB_CHECKPOINT_SECONDS", "0.01", 1);
        straight();
    }
    void TearDown() override {
        ::unsetenv("EPOCHLAB_CHECKPOINT_SECONDS");
        ::unsetenv("EPOCHLAB_CRASH_AT");
    }

    static std::vector<std::string> training(const std::string& store) {
        return {"--store", store,     "train", "--json",         "--data", "toy:moons",   "--epochs", "150",           "--hidden-layers",
                "2",       "--width", "8",     "--report-every", "1",      "--optimizer", "adam",     "--rate-change", "200=0.004"};
    }

    /// The run that nothing disturbed: its model's bytes and its values.
    void straight() {
        if (!s_model.empty()) return;
        const TemporaryFolder store;
        const Outcome outcome = runProgram(training(store.path()));
        ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
        s_output = outcome.out.size();
        s_model = modelIn(store.path());
        s_values = valuesIn(store.path());
        ASSERT_FALSE(s_model.empty());
        ASSERT_GT(s_values.size(), 5U);
    }

    static std::string modelIn(const std::string& store) {
        core::RunStore runs(store);
        const auto found = runs.find("@last");
        if (!found.ok()) return {};
        std::ifstream file(store + "/runs/" + found->id + "/model.safetensors", std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    using Values = std::map<std::string, std::vector<double>>;
    static Values valuesIn(const std::string& store) {
        core::RunStore runs(store);
        Values values;
        const auto found = runs.find("@last");
        if (!found.ok()) return values;
        const auto curves = runs.loadCurvesOf(found->id);
        for (const core::MetricBlock& block : curves->metrics) {
            EXPECT_FALSE(values.contains(block.series)) << "a gap in " << block.series;
            if (block.series != "seconds") values[block.series] = block.values;
        }
        for (const core::NoteEvent& note : curves->notes) EXPECT_FALSE(note.warning) << note.message;
        return values;
    }

    /// How many values other processes can see at this moment: what is acknowledged.
    static std::int64_t acknowledgedIn(const std::string& store) {
        auto connection = Connection::open(store + "/project.db", Connection::Access::ReadOnly);
        if (!connection.ok()) return 0;
        const auto count = connection->integer("SELECT sum(count) FROM metrics", 0);
        return count.ok() ? *count : 0;
    }

    /// After a crash: the database is sound, nothing acknowledged is missing, and the run is interrupted. False: it never began, or ended.
    static bool isInterrupted(const std::string& store, std::int64_t acknowledged) {
        core::RunStore runs(store);
        const auto list = runs.list();
        EXPECT_TRUE(list.ok()) << (list.ok() ? "" : describe(list.error()));
        if (!list.ok() || list->empty()) return false;
        auto connection = Connection::open(store + "/project.db", Connection::Access::ReadWrite);
        std::string verdict;
        EXPECT_TRUE(connection->forEach("PRAGMA integrity_check", [&](const Statement& row) { verdict += row.text(0); }).ok());
        EXPECT_EQ(verdict, "ok");
        EXPECT_GE(acknowledgedIn(store), acknowledged);
        EXPECT_TRUE(list->front().state == "interrupted" || list->front().state == "finished") << list->front().state;
        return list->front().state == "interrupted";
    }

    static void resumeAndCompare(const std::string& store) {
        const Outcome rest = runProgram({"--store", store, "resume", "@last", "--json"});
        ASSERT_EQ(rest.exitCode, 0) << rest.err;
        EXPECT_EQ(modelIn(store), s_model) << "the model differs from the undisturbed run's";
        EXPECT_EQ(valuesIn(store), s_values);
    }

    /// Kills the program when it has printed so much. Returns how many values were acknowledged then.
    static std::int64_t killAfter(std::size_t bytes, const std::vector<std::string>& words, const std::string& store, bool& killed) {
        std::int64_t acknowledged = 0;
        const Outcome outcome = runProgram(words, [&](int pid, const std::string& out) {
            if (acknowledged > 0 || out.size() < bytes) return;
            acknowledged = std::max<std::int64_t>(1, acknowledgedIn(store));
            ::kill(pid, SIGKILL);
        });
        killed = outcome.exitCode == killedExitCode;
        return killed && acknowledged > 1 ? acknowledged : 0;
    }

    static inline std::string s_model;
    static inline Values s_values;
    static inline std::size_t s_output = 0;
};

TEST_F(CliKill, AtRandomMomentsLosesNothingAcknowledgedAndResumesExactly) {
    const char* wanted = std::getenv("EPOCHLAB_KILLS");
    const int moments = wanted != nullptr ? std::atoi(wanted) : 20;
    std::mt19937 random(20261124); // NOLINT: the same moments each time
    int kills = 0;
    int resumed = 0;
    int anew = 0;
    while (kills < moments) {
        const TemporaryFolder store;
        bool killed = false;
        const std::size_t first = random() % s_output;
        std::int64_t acknowledged = killAfter(first, training(store.path()), store.path(), killed);
        kills += killed ? 1 : 0;
        if (!isInterrupted(store.path(), acknowledged)) {
            ++anew;
            continue;
        }
        if (random() % 2 == 0) { // and once more on its way
            acknowledged =
                killAfter(random() % (s_output - first), {"--store", store.path(), "resume", "@last", "--json"}, store.path(), killed);
            kills += killed ? 1 : 0;
            if (!isInterrupted(store.path(), acknowledged)) continue;
        }
        ++resumed;
        resumeAndCompare(store.path());
        if (HasFatalFailure() || HasNonfatalFailure()) return;
    }
    std::printf("killed %d times: %d runs resumed to the undisturbed run's bits, %d had not begun or had ended\n", kills, resumed, anew);
    EXPECT_GT(resumed, moments / 4);
}

TEST_F(CliKill, AtEachStepOfASaveLosesNothingAcknowledgedAndResumesExactly) {
    constexpr int mostSteps = 60; // the first three checkpoints and the commits between
    int crashes = 0;
    for (int step = 1; step <= mostSteps; ++step) {
        const TemporaryFolder store;
        ::setenv("EPOCHLAB_CRASH_AT", std::to_string(step).c_str(), 1);
        const Outcome outcome = runProgram(training(store.path()));
        ::unsetenv("EPOCHLAB_CRASH_AT");
        if (outcome.exitCode != crashExitCode) break;
        ++crashes;
        if (isInterrupted(store.path(), 0)) resumeAndCompare(store.path());
        if (HasFatalFailure() || HasNonfatalFailure()) {
            ADD_FAILURE() << "at step " << step;
            return;
        }
    }
    std::printf("crashed at %d steps of a save: each resumed to the undisturbed run's bits\n", crashes);
    EXPECT_GT(crashes, 20);
}

} // namespace
} // namespace epochlab::test
