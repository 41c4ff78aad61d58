// Kills the window with -9 while it trains, at random moments and at each step of a save, and looks what is left.
#include "kill/after_kill.h"
#include "kill/window_process.h"

#include "base/file_writer.h"
#include "store/run_store.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>

namespace epochlab::test {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

bool isStored(const std::string& store) { return core::RunStore(store).find("@last").ok(); }

bool isFinished(const std::string& store) {
    const auto run = core::RunStore(store).find("@last");
    return run.ok() && run->state == "finished";
}

/// A home for the window, and a run file in it.
class WindowKill : public testing::Test {
protected:
    void SetUp() override {
        ::setenv("EPOCHLAB_CHECKPOINT_SECONDS", "0.01", 1);
        straight();
    }
    void TearDown() override {
        ::unsetenv("EPOCHLAB_CHECKPOINT_SECONDS");
        ::unsetenv("EPOCHLAB_CRASH_AT");
    }

    static std::vector<std::string> training(const TemporaryFolder& home) {
        return {"--config", home.file("run.toml", s_runFile), "--train"};
    }

    /// The command line's run, which nothing disturbs, and how long the window takes for the same.
    void straight() {
        if (!s_model.empty()) return;
        const TemporaryFolder store;
        std::vector<std::string> words{"--store", store.path(), "train"};
        for (const std::string& word : smallRun()) words.push_back(word);
        const Outcome outcome = runProgram(words);
        ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
        s_runFile = writeRunFile(*core::RunStore(store.path()).loadConfigOf("@last"), true);
        s_model = modelIn(store.path());
        s_values = valuesIn(store.path());
        const TemporaryFolder home;
        const auto begin = steady_clock::now();
        const auto passed = [&begin] { return std::chrono::duration_cast<microseconds>(steady_clock::now() - begin); };
        WindowProcess window(home.path(), training(home));
        const std::string kept = WindowProcess::storeOf(home.path());
        ASSERT_TRUE(window.await([&] { return isStored(kept); }));
        s_start = passed();
        ASSERT_TRUE(window.await([&] { return isFinished(kept); }));
        s_total = acknowledgedIn(kept);
        EXPECT_EQ(modelIn(kept), s_model) << "the window trains as the command line does";
        EXPECT_EQ(valuesIn(kept), s_values);
    }

    static inline std::string s_runFile;
    static inline std::string s_model;
    static inline Values s_values;
    static inline microseconds s_start{0};        ///< until the run is in the store
    static inline std::int64_t s_total = 0;       ///< values of the whole run
    static constexpr microseconds s_commit{5000}; ///< what a commit may take
};

TEST_F(WindowKill, AtRandomMomentsLosesNothingAcknowledgedAndResumesExactly) {
    const int moments = killsWanted();
    std::mt19937 random(20261124); // NOLINT: the same moments each time
    KillFigures figures;
    while (figures.kills < moments) {
        const TemporaryFolder home;
        const std::string store = WindowProcess::storeOf(home.path());
        WindowProcess window(home.path(), training(home));
        const bool early = figures.kills % 4 == 0; // while it starts; the others while it trains
        if (!early) {
            const auto values = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(s_total));
            ASSERT_TRUE(window.await([&] { return acknowledgedIn(store) >= values; }));
        }
        ASSERT_TRUE(window.runsFor(microseconds(random() % static_cast<std::uint64_t>((early ? s_start : s_commit).count()))));
        const std::int64_t acknowledged = acknowledgedIn(store);
        ASSERT_EQ(window.kill(), killedExitCode);
        ++figures.kills;
        if (!isInterrupted(store, acknowledged, &figures)) continue;
        resumeAndCompare(store, s_model, s_values);
        if (HasFatalFailure() || HasNonfatalFailure()) return;
        ++figures.resumed;
    }
    figures.print("epochlab");
    EXPECT_GT(figures.resumed, 0);
}

TEST_F(WindowKill, AtEachStepOfASaveLosesNothingAcknowledgedAndResumesExactly) {
    constexpr int mostSteps = 60; // the first three checkpoints and the commits between
    const int stride = std::getenv("EPOCHLAB_KILLS") != nullptr ? 1 : 6;
    int crashes = 0;
    for (int step = 1; step <= mostSteps; step += stride) {
        const TemporaryFolder home;
        const std::string store = WindowProcess::storeOf(home.path());
        ::setenv("EPOCHLAB_CRASH_AT", std::to_string(step).c_str(), 1);
        WindowProcess window(home.path(), training(home));
        const bool finished = window.await([&] { return isFinished(store); });
        ::unsetenv("EPOCHLAB_CRASH_AT");
        if (finished) break;
        ASSERT_EQ(window.end(), core::crashExitCode);
        ++crashes;
        if (isInterrupted(store, 0)) resumeAndCompare(store, s_model, s_values);
        if (HasFatalFailure() || HasNonfatalFailure()) {
            ADD_FAILURE() << "at step " << step;
            return;
        }
    }
    std::printf("epochlab crashed at %d steps of a save: each resumed to the undisturbed run's bits\n", crashes);
    EXPECT_GT(crashes, 20 / stride);
}

} // namespace
} // namespace epochlab::test
