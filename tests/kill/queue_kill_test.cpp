// Kills the window with -9 while it works a queue off: the next one goes on with what trained and with what waited.
#include "kill/after_kill.h"
#include "kill/window_process.h"

#include "store/run_store.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <random>

namespace epochlab::test {
namespace {

using core::Connection;
constexpr std::int64_t runCount = 8;

std::int64_t countIn(const std::string& store, const char* sql) {
    auto connection = Connection::open(store + "/project.db", Connection::Access::ReadOnly);
    if (!connection.ok()) return 0;
    const auto count = connection->integer(sql, 0);
    return count.ok() ? *count : 0; // the tables are not made yet
}
std::int64_t queuedIn(const std::string& store) { return countIn(store, "SELECT count(*) FROM queue"); }
std::int64_t finishedIn(const std::string& store) { return countIn(store, "SELECT count(*) FROM runs WHERE state = 'finished'"); }

/// The models of a store's runs, by their settings.
std::map<std::string, std::string> modelsIn(const std::string& store) {
    std::map<std::string, std::string> models;
    core::RunStore runs(store);
    const auto list = runs.list();
    EXPECT_TRUE(list.ok());
    for (const core::RunSummary& run : *list) {
        EXPECT_EQ(run.state, "finished") << run.id;
        const auto config = runs.loadConfigOf(run.id);
        EXPECT_TRUE(config.ok() && models.emplace(writeRunFile(*config, false), modelIn(store, run.id)).second) << "trained twice";
    }
    return models;
}

class QueueKill : public testing::Test {
protected:
    void SetUp() override { ::setenv("EPOCHLAB_CHECKPOINT_SECONDS", "0.01", 1); }
    void TearDown() override { ::unsetenv("EPOCHLAB_CHECKPOINT_SECONDS"); }

    static std::string sweepIn(const TemporaryFolder& home) {
        return home.file("sweep.toml", "seeds = 4\n[settings]\ndata = \"toy:moons\"\nepochs = 60\nhidden-layers = 2\n"
                                       "[grid]\nwidth = [4, 8]\n");
    }
    /// Starts the window, lets it measure so many values, and kills it; false where it ended by itself.
    static void killAfter(std::int64_t values, const TemporaryFolder& home, const std::vector<std::string>& words) {
        const std::string store = WindowProcess::storeOf(home.path());
        WindowProcess window(home.path(), words);
        ASSERT_TRUE(window.await([&] { return queuedIn(store) + finishedIn(store) >= runCount; }));
        ASSERT_TRUE(window.await([&] { return acknowledgedIn(store) >= values || finishedIn(store) == runCount; }));
        ASSERT_EQ(window.kill(), killedExitCode);
    }
};

TEST_F(QueueKill, TheNextWindowGoesOnToTheUndisturbedBits) {
    const TemporaryFolder whole;
    const Outcome undisturbed = runProgram({"--store", whole.path(), "sweep", sweepIn(whole)});
    ASSERT_EQ(undisturbed.exitCode, 0) << undisturbed.err;
    const auto expected = modelsIn(whole.path());
    ASSERT_EQ(expected.size(), static_cast<std::size_t>(runCount));
    const auto total = static_cast<std::uint64_t>(acknowledgedIn(whole.path()));
    std::mt19937 random(20261124); // NOLINT: the same moments each time
    const int moments = (killsWanted() + 4) / 5;
    int kills = 0;
    std::int64_t finished = 0, begun = 0, waited = 0;
    for (int moment = 0; moment < moments; ++moment) {
        const TemporaryFolder home;
        const std::string store = WindowProcess::storeOf(home.path());
        const auto values = static_cast<std::int64_t>(random() % total);
        killAfter(values, home, {"--sweep", sweepIn(home)});
        ++kills;
        if (random() % 2 == 0) { // and once more on its way
            killAfter(std::max(values, static_cast<std::int64_t>(random() % total)), home, {"--go-on"});
            ++kills;
        }
        if (HasFatalFailure()) return;
        isInterrupted(store, values);
        finished += finishedIn(store);
        begun += countIn(store, "SELECT count(*) FROM runs WHERE state = 'interrupted'");
        waited += runCount - countIn(store, "SELECT count(*) FROM runs");
        WindowProcess window(home.path(), {"--go-on"});
        ASSERT_TRUE(window.await([&] { return finishedIn(store) == runCount; }));
        ASSERT_TRUE(window.await([&] { return queuedIn(store) == 0; }));
        window.kill();
        EXPECT_EQ(modelsIn(store), expected);
        if (HasFailure()) return;
    }
    std::printf("a window with a queue of %d runs killed with -9 %d times: %d runs had finished, %d had begun and %d waited, all came to "
                "the undisturbed bits\n",
                static_cast<int>(runCount), kills, static_cast<int>(finished), static_cast<int>(begun), static_cast<int>(waited));
    EXPECT_GT(begun, 0);
    EXPECT_GT(waited, 0);
}

TEST_F(QueueKill, KeepsRunsInTheStoreThatIsNamed) {
    const TemporaryFolder home;
    const std::string store = home.path("other");
    WindowProcess window(home.path(), {"--store", store, "--sweep", sweepIn(home)});
    const auto ended = [&store] { return std::filesystem::exists(store + "/project.db") && finishedIn(store) == runCount; };
    for (int wait = 0; wait < 600 && !ended(); ++wait) ASSERT_TRUE(window.runsFor(std::chrono::milliseconds(100)));
    EXPECT_TRUE(ended());
    EXPECT_FALSE(std::filesystem::exists(WindowProcess::storeOf(home.path()) + "/project.db"));
}

} // namespace
} // namespace epochlab::test
