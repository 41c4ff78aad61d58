// The queue of a window that is gone, and the next one that takes it over.
#include "store/stored_queue.h"

#include "core/store/store_fixture.h"

#include <gmock/gmock.h>

#include <barrier>
#include <filesystem>
#include <thread>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class StoredQueueTest : public StoreTest {
protected:
    static ProcessIdentity dead() {
        ProcessIdentity owner = thisProcess();
        owner.pid = 0x7ffffff0;
        owner.start = "long ago";
        return owner;
    }
    static QueuedRun queued(const std::string& id, std::int64_t width = 8) {
        ParamSet config(mlpParams());
        EXPECT_TRUE(config.set("width", width).ok());
        return {id, "name of " + id, std::make_shared<const ParamSet>(std::move(config))};
    }
    static std::vector<std::string> idsOf(const Result<LeftQueue>& left) {
        EXPECT_TRUE(left.ok()) << (left.ok() ? "" : describe(left.error()));
        std::vector<std::string> ids;
        if (left)
            for (const QueuedRun& run : left->runs) ids.push_back(run.id);
        return ids;
    }
    /// Ids with their places, in the order of these.
    std::string rows() const {
        std::string text;
        Connection connection = database();
        EXPECT_TRUE(connection
                        .forEach("SELECT id, place FROM queue ORDER BY place",
                                 [&text](const Statement& row) { text += row.text(0) + row.text(1) + " "; })
                        .ok());
        return text;
    }
};

TEST_F(StoredQueueTest, NothingIsTouchedBeforeItIsNeeded) {
    StoredQueue queue(m_directory);
    EXPECT_THAT(idsOf(queue.takeOver()), IsEmpty());
    EXPECT_TRUE(queue.write({}).ok());
    EXPECT_TRUE(fs::is_empty(m_directory));
}

TEST_F(StoredQueueTest, WritesWhatDiffersAndKeepsTheOrder) {
    const QueuedRun a = queued("a"), b = queued("b"), c = queued("c"), d = queued("d");
    const struct {
        const char* name;
        std::vector<QueuedRun> runs;
        const char* rows;
    } steps[] = {{"four", {a, b, c, d}, "a1 b2 c3 d4 "},
                 {"the first has ended", {b, c, d}, "b2 c3 d4 "},
                 {"the last one first", {d, b, c}, "d4 b5 c6 "},
                 {"one taken out, one added", {d, c, a}, "d4 c6 a7 "},
                 {"none", {}, ""}};
    StoredQueue queue(m_directory, dead());
    for (const auto& step : steps) {
        ASSERT_TRUE(queue.write(step.runs).ok()) << step.name;
        EXPECT_EQ(rows(), step.rows) << step.name;
    }
}

TEST_F(StoredQueueTest, TheNextProcessTakesOverWhatADeadOneHasLeft) {
    QueuedRun edited = queued("b", 64);
    edited.rateChanges = {{120, 0.003},
                          {200, 0.1, ScheduleShape{.kind = ScheduleShape::Kind::Cosine, .minimumShare = 0.25}},
                          {300, 0.0, ScheduleShape{.kind = ScheduleShape::Kind::Step, .stepFactor = 0.5, .stepEveryEpochs = 2.0}},
                          {400, 1e-05}};
    {
        StoredQueue gone(m_directory, dead());
        ASSERT_TRUE(gone.write(std::vector{queued("a"), queued("b"), queued("c")}).ok());
        ASSERT_TRUE(gone.write(std::vector{queued("c"), edited}).ok());
    }
    StoredQueue next(m_directory);
    const Result<LeftQueue> left = next.takeOver();
    ASSERT_THAT(idsOf(left), ElementsAre("c", "b"));
    EXPECT_EQ(left->runs[1].config->integer("width"), 64);
    EXPECT_EQ(left->runs[1].name, "name of b");
    EXPECT_EQ(left->runs[1].rateChanges, edited.rateChanges);
    EXPECT_FALSE(left->runs[1].interrupted);
    EXPECT_THAT(idsOf(StoredQueue(m_directory).takeOver()), IsEmpty()) << "its owner lives";
    ASSERT_TRUE(next.write(std::vector{left->runs[0]}).ok());
    EXPECT_EQ(rows(), "c3 ");
}

TEST_F(StoredQueueTest, WhatBecameOfARunDecidesWhetherItIsLeft) {
    const struct {
        const char* state; ///< empty: it is in no list yet
        bool ownerLives;
        bool deleted;
        bool left;
        bool interrupted;
    } rows[] = {{"", false, false, true, false},           {"waiting", false, false, true, false},
                {"interrupted", false, false, true, true}, {"interrupted", false, true, false, false},
                {"running", false, false, true, true},     {"running", true, false, false, false},
                {"stopped", false, false, false, false},   {"finished", false, false, false, false},
                {"diverged", false, false, false, false},  {"failed", false, false, false, false}};
    for (const auto& row : rows) {
        const std::string id = std::string(row.state) + (row.ownerLives ? "+" : "-") + (row.deleted ? "deleted" : "");
        SCOPED_TRACE(id);
        ASSERT_TRUE(StoredQueue(m_directory, dead()).write(std::vector{queued(id)}).ok());
        if (*row.state != '\0') {
            ASSERT_TRUE(RunStore(m_directory).claimRunId([&id] { return id; }).ok());
            ASSERT_TRUE(database()
                            .run("UPDATE runs SET state = ?, deleted = ?, owner_start = owner_start || ? WHERE id = ?",
                                 std::string_view(row.state), row.deleted ? 1 : 0, std::string_view(row.ownerLives ? "" : "x"), id)
                            .ok());
        }
        StoredQueue next(m_directory);
        const Result<LeftQueue> left = next.takeOver();
        ASSERT_EQ(idsOf(left).size(), row.left ? 1U : 0U);
        EXPECT_EQ(row.left && left->runs[0].interrupted, row.interrupted);
        EXPECT_EQ(*database().integer("SELECT count(*) FROM queue WHERE id = ?", 0, id), row.left ? 1 : 0);
        ASSERT_TRUE(next.write({}).ok());
    }
}

TEST_F(StoredQueueTest, TwoProcessesNeverTakeTheSameRun) {
    constexpr int rounds = 20;
    std::vector<QueuedRun> runs;
    for (int i = 0; i < 8; ++i) runs.push_back(queued(std::to_string(i)));
    for (int round = 0; round < rounds; ++round) {
        ASSERT_TRUE(StoredQueue(m_directory, dead()).write(runs).ok());
        std::array<StoredQueue, 2> claimers{StoredQueue(m_directory), StoredQueue(m_directory)};
        std::array<std::vector<std::string>, 2> taken;
        std::barrier start(2);
        {
            std::array<std::jthread, 2> threads;
            for (std::size_t i = 0; i < threads.size(); ++i)
                threads[i] = std::jthread([&, i] {
                    start.arrive_and_wait();
                    taken[i] = idsOf(claimers[i].takeOver());
                });
        }
        EXPECT_EQ(taken[0].size() + taken[1].size(), runs.size());
        EXPECT_TRUE(taken[0].empty() || taken[1].empty());
        for (StoredQueue& claimer : claimers) ASSERT_TRUE(claimer.write({}).ok());
    }
}

TEST_F(StoredQueueTest, SettingsThatCannotBeReadAreSaidAndStay) {
    ASSERT_TRUE(StoredQueue(m_directory, dead()).write(std::vector{queued("a"), queued("b")}).ok());
    ASSERT_TRUE(database().script("UPDATE queue SET config = 'no-such-field = 1' WHERE id = 'a'").ok());
    const Result<LeftQueue> left = StoredQueue(m_directory).takeOver();
    EXPECT_THAT(idsOf(left), ElementsAre("b"));
    ASSERT_EQ(left->problems.size(), 1U);
    EXPECT_THAT(describe(left->problems[0]), HasSubstr("no-such-field"));
    EXPECT_EQ(rows(), "a1 b2 ");
}

TEST_F(StoredQueueTest, AStoreOfTheVersionBeforeIsBroughtUpToDateAfterACopy) {
    const auto nothing = [](Connection&) { return Result<void>(); };
    ASSERT_TRUE(createStoreFile(m_directory + "/project.db", nothing, {.migrations = storeMigrations().first(2)}).ok());
    ASSERT_TRUE(database().script("INSERT INTO runs (id, state, created) VALUES ('r', 'finished', 1)").ok());
    ASSERT_TRUE(StoredQueue(m_directory, dead()).write(std::vector{queued("a")}).ok());
    EXPECT_THAT(idsOf(StoredQueue(m_directory).takeOver()), ElementsAre("a"));
    RunStore store(m_directory);
    EXPECT_EQ(stateOf(store, "r"), "finished");
    auto backup = Connection::open(m_directory + "/project.db.backup-2", Connection::Access::ReadOnly);
    ASSERT_TRUE(backup.ok());
    EXPECT_EQ(*backup->integer("SELECT count(*) FROM runs", 0), 1);
}

TEST_F(StoredQueueTest, IsNotWrittenWhereTheStoreIsNot) {
    const std::string place = m_directory + "/store";
    StoredQueue queue(place, dead());
    ASSERT_TRUE(queue.write(std::vector{queued("a")}).ok());
    fs::rename(place, place + "-away");
    const Result<void> refused = queue.write(std::vector{queued("b")});
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().what, HasSubstr("removed, renamed or replaced"));
    EXPECT_FALSE(fs::exists(place));
    fs::rename(place + "-away", place);
    ASSERT_TRUE(queue.write(std::vector{queued("b")}).ok());
    EXPECT_THAT(idsOf(StoredQueue(place).takeOver()), ElementsAre("b"));
}

} // namespace
} // namespace epochlab::core
