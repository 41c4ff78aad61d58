// Kills the command line with -9 while it trains, at random moments and at each step of a save, and looks what is left.
#include "kill/after_kill.h"

#include "base/file_writer.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>

namespace epochlab::test {
namespace {

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
        std::vector<std::string> words{"--store", store, "train", "--json", "--rate-change", "200=0.004"};
        for (const std::string& word : smallRun()) words.push_back(word);
        return words;
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
    const int moments = killsWanted();
    std::mt19937 random(20261124); // NOLINT: the same moments each time
    KillFigures figures;
    while (figures.kills < moments) {
        const TemporaryFolder store;
        bool killed = false;
        const std::size_t first = random() % s_output;
        std::int64_t acknowledged = killAfter(first, training(store.path()), store.path(), killed);
        figures.kills += killed ? 1 : 0;
        if (!isInterrupted(store.path(), acknowledged, killed ? &figures : nullptr)) continue;
        if (random() % 2 == 0) { // and once more on its way
            acknowledged =
                killAfter(random() % (s_output - first), {"--store", store.path(), "resume", "@last", "--json"}, store.path(), killed);
            figures.kills += killed ? 1 : 0;
            if (!isInterrupted(store.path(), acknowledged, killed ? &figures : nullptr)) continue;
        }
        resumeAndCompare(store.path(), s_model, s_values);
        if (HasFatalFailure() || HasNonfatalFailure()) return;
        ++figures.resumed;
    }
    figures.print("epochlab-cli");
    EXPECT_GT(figures.resumed, moments / 4);
}

TEST_F(CliKill, AtEachStepOfASaveLosesNothingAcknowledgedAndResumesExactly) {
    constexpr int mostSteps = 60; // the first three checkpoints and the commits between
    int crashes = 0;
    for (int step = 1; step <= mostSteps; ++step) {
        const TemporaryFolder store;
        ::setenv("EPOCHLAB_CRASH_AT", std::to_string(step).c_str(), 1);
        const Outcome outcome = runProgram(training(store.path()));
        ::unsetenv("EPOCHLAB_CRASH_AT");
        if (outcome.exitCode != core::crashExitCode) break;
        ++crashes;
        if (isInterrupted(store.path(), 0)) resumeAndCompare(store.path(), s_model, s_values);
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
