// A disk of 1 MiB that fills up before each point of a save. Needs the right to mount one; skipped, visibly, without it.
#include "core/store/store_fixture.h"

#include <gmock/gmock.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sys/mount.h>
#include <sys/statvfs.h>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;

class DiskFull : public StoreTest {
protected:
    void SetUp() override {
        m_mounted = ::mount("tmpfs", m_directory.c_str(), "tmpfs", 0, "size=1m") == 0;
        if (!m_mounted) GTEST_SKIP() << "no tmpfs may be mounted here: " << std::strerror(errno);
    }
    void TearDown() override {
        if (m_mounted) ::umount2(m_directory.c_str(), MNT_DETACH);
    }

    std::int64_t freeBytes() const {
        struct statvfs facts {};
        return ::statvfs(m_directory.c_str(), &facts) == 0 ? static_cast<std::int64_t>(facts.f_bavail * facts.f_bsize) : 0;
    }
    /// Leaves so many bytes free.
    void fill(std::int64_t left) const {
        std::ofstream ballast(m_directory + "/ballast", std::ios::binary);
        ballast << std::string(static_cast<std::size_t>(std::max<std::int64_t>(0, freeBytes() - left)), 'x') << std::flush;
    }

    /// A model and state of 100 kB.
    static CheckpointEvent largeCheckpoint(std::int64_t step) {
        auto checkpoint = std::make_shared<RunCheckpoint>(*checkpointAt(step).checkpoint);
        checkpoint->session.assign(100'000, static_cast<std::byte>(step));
        return {checkpoint};
    }

    bool m_mounted = false;
};

TEST_F(DiskFull, IsSaidWithinASecondLosesNothingAndGoesOnWithSpace) {
    int refusals = 0;
    for (std::int64_t left = 0; left <= 320'000; left += 16'384) {
        const std::string id = "r" + std::to_string(left);
        fs::remove(m_directory + "/ballast");
        fs::remove_all(m_directory + "/runs");
        for (const char* end : {"", "-wal", "-shm"}) fs::remove(m_directory + "/project.db" + end);
        StoreWriter writer(m_directory);
        std::mutex mutex;
        std::condition_variable told;
        std::optional<Error> error;
        writer.onError([&] {
            const std::lock_guard lock(mutex);
            error = writer.takeError();
            told.notify_all();
        });
        writer.onEvent({id, started()});
        writer.onEvent({id, MetricBlock{"batch_loss", 1, 1, std::vector<double>(2, 0.5)}});
        writer.onEvent({id, largeCheckpoint(2)});
        ASSERT_TRUE(writer.flush());
        fill(left);
        writer.onEvent({id, MetricBlock{"batch_loss", 2, 3, std::vector<double>(10'000, 0.25)}});
        writer.onEvent({id, largeCheckpoint(10'002)});
        const bool fitted = writer.flush();
        {
            std::unique_lock lock(mutex);
            EXPECT_TRUE(fitted || told.wait_for(lock, std::chrono::seconds(1), [&] { return error.has_value(); })) << left;
            if (error) {
                ++refusals;
                EXPECT_EQ(error->code, ErrorCode::IoNoSpace) << left << ": " << describe(*error);
            }
        }
        fs::remove(m_directory + "/ballast");
        ASSERT_TRUE(writer.flush()) << left;
        EXPECT_EQ(writer.acknowledgedValues(), 10'002) << left;
        RunStore store(m_directory);
        EXPECT_EQ(valuesOf(store, id).at("batch_loss").size(), 10'002U) << left;
        Connection connection = database();
        std::string verdict;
        ASSERT_TRUE(connection.forEach("PRAGMA integrity_check", [&](const Statement& row) { verdict += row.text(0); }).ok());
        EXPECT_EQ(verdict, "ok") << left;
        ASSERT_TRUE(connection.script("UPDATE runs SET state = 'interrupted'").ok());
        const auto run = store.claimResume(id);
        ASSERT_TRUE(run.ok() && run->checkpoint) << left << ": an earlier checkpoint must be sound";
        EXPECT_EQ(run->checkpoint->session.size(), 100'000U) << left;
        for (const auto& entry : fs::recursive_directory_iterator(m_directory + "/runs"))
            EXPECT_EQ(entry.path().string().find(".tmp-"), std::string::npos) << entry.path();
    }
    EXPECT_GT(refusals, 5);
    std::printf("disk full: refused at %d of 20 levels of free space, nothing lost\n", refusals);
}

TEST_F(DiskFull, TheBestEpochsCheckpointGoesWithTheNextOneOrTheEnd) {
    for (const bool atEnd : {false, true}) {
        const std::string id = atEnd ? "end" : "next";
        fs::remove(m_directory + "/ballast");
        StoreWriter writer(m_directory);
        writer.onEvent({id, started()});
        writer.onEvent({id, MetricBlock{"batch_loss", 1, 1, std::vector<double>(4, 0.5)}});
        ASSERT_TRUE(writer.flush());
        fill(60'000); // enough for the rows, not for a checkpoint
        CheckpointEvent first = largeCheckpoint(3);
        first.best = largeCheckpoint(2).checkpoint; // of epoch 1, the best
        writer.onEvent({id, first});
        ASSERT_TRUE(writer.flush());
        ASSERT_EQ(writer.takeError().value().code, ErrorCode::IoNoSpace);
        fs::remove(m_directory + "/ballast");
        if (atEnd) {
            FinishedEvent end = finished(0.5);
            end.checkpoint = largeCheckpoint(4).checkpoint;
            writer.onEvent({id, end});
        } else {
            writer.onEvent({id, largeCheckpoint(4)});
        }
        ASSERT_TRUE(writer.flush());
        const auto kept = RunStore(m_directory).checkpointsOf(id);
        ASSERT_TRUE(kept.ok() && kept->size() == 2) << id;
        EXPECT_TRUE(kept->front().best && kept->front().step == 2) << id;
        EXPECT_TRUE(fs::exists(m_directory + "/runs/" + id + "/checkpoints/2/manifest.json")) << id;
    }
}

} // namespace
} // namespace epochlab::core
