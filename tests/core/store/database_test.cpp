#include "store/store_file.h"

#include "base/file_writer.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

#include <array>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

Result<void> nothing(Connection&) { return {}; }

class StoreFileTest : public testing::Test {
protected:
    test::TemporaryFolder m_folder;
    std::string m_path = m_folder.path("project.db");
    StoreFile opened(const StoreFileOptions& options = {}) const {
        auto file = openStoreFile(m_path, options);
        EXPECT_TRUE(file.ok() && file->has_value()) << (file.ok() ? "no file" : describe(file.error()));
        return **std::move(file);
    }
    static std::string textOf(Connection&& connection, std::string_view sql) { return textOf(connection, sql); }
    static std::string textOf(Connection& connection, std::string_view sql) {
        std::string text;
        EXPECT_TRUE(connection.forEach(sql, [&text](const Statement& row) { text += row.text(0) + ';'; }).ok());
        return text;
    }
};

TEST_F(StoreFileTest, IsMadeOnceAndOpenedWithAWriteAheadLog) {
    EXPECT_FALSE(openStoreFile(m_path)->has_value());
    int filled = 0;
    const auto fill = [&filled](Connection& connection) {
        ++filled;
        return connection.run("INSERT INTO runs (id, state, created) VALUES (?, 'finished', 1)", std::string_view("r1"));
    };
    ASSERT_TRUE(createStoreFile(m_path, fill).ok());
    ASSERT_TRUE(createStoreFile(m_path, fill).ok());
    EXPECT_EQ(filled, 1);
    StoreFile file = opened();
    EXPECT_FALSE(file.readOnly);
    EXPECT_TRUE(file.notices.empty());
    EXPECT_EQ(textOf(file.connection, "SELECT id FROM runs"), "r1;");
    EXPECT_EQ(textOf(file.connection, "PRAGMA journal_mode"), "wal;");
    EXPECT_EQ(*file.connection.integer("PRAGMA foreign_keys", 0), 1);
    EXPECT_EQ(file.connection.run("INSERT INTO epoch_models VALUES (99, 1, x'')").error().code, ErrorCode::IoWrite);
}

TEST_F(StoreFileTest, AFailureWhileItIsMadeLeavesNothing) {
    const Error full{ErrorCode::IoNoSpace, "full", "", ""};
    EXPECT_EQ(createStoreFile(m_path, [&full](Connection&) { return Result<void>(full); }).error().what, "full");
    EXPECT_TRUE(fs::is_empty(m_folder.path()));
}

TEST_F(StoreFileTest, ANetworkFolderGetsARollbackJournalAndOneSentence) {
    ASSERT_TRUE(createStoreFile(m_path, nothing).ok());
    for (const std::int64_t type : {0x6969, 0x65735546, static_cast<int>(0xfe534d42)}) { // NFS, FUSE, SMB
        StoreFile file = opened({.fileSystemType = [type](const std::string&) { return type & 0xffffffff; }});
        EXPECT_EQ(textOf(file.connection, "PRAGMA journal_mode"), "delete;") << type;
        ASSERT_EQ(file.notices.size(), 1U) << type;
        EXPECT_THAT(file.notices[0], HasSubstr("network file system"));
        ASSERT_TRUE(file.connection.run("INSERT INTO runs (id, state, created) VALUES (?, 'finished', 1)", type).ok());
    }
    EXPECT_TRUE(opened({.fileSystemType = [](const std::string&) { return 0xef53; }}).notices.empty()); // ext4
    EXPECT_GT(fileSystemTypeOf(m_folder.path()), 0);
}

TEST_F(StoreFileTest, AnOldStoreIsBroughtUpToDateAfterABackup) {
    const std::array<std::string_view, 1> first{"CREATE TABLE a (x); INSERT INTO a VALUES (7);"};
    const std::array<std::string_view, 3> third{first[0], "ALTER TABLE a ADD COLUMN y DEFAULT 8;", "UPDATE a SET x = x + y;"};
    ASSERT_TRUE(createStoreFile(m_path, nothing, {.migrations = first}).ok());
    EXPECT_EQ(textOf(opened({.migrations = third}).connection, "SELECT x FROM a"), "15;");
    EXPECT_EQ(textOf(opened({.migrations = third}).connection, "SELECT x FROM a"), "15;") << "once only";
    auto backup = Connection::open(m_path + ".backup-1", Connection::Access::ReadOnly);
    ASSERT_TRUE(backup.ok());
    EXPECT_EQ(textOf(*backup, "SELECT x FROM a"), "7;");
}

TEST_F(StoreFileTest, AMigrationThatFailsChangesNothing) {
    const std::array<std::string_view, 1> first{"CREATE TABLE a (x); INSERT INTO a VALUES (7);"};
    const std::array<std::string_view, 2> broken{first[0], "UPDATE a SET x = 8; UPDATE nothing SET x = 9;"};
    ASSERT_TRUE(createStoreFile(m_path, nothing, {.migrations = first}).ok());
    EXPECT_FALSE(openStoreFile(m_path, {.migrations = broken}).ok());
    EXPECT_EQ(textOf(opened({.migrations = first}).connection, "SELECT x FROM a"), "7;");
}

TEST_F(StoreFileTest, ANewerStoreIsReadOnly) {
    std::vector<std::string_view> newer(storeMigrations().begin(), storeMigrations().end());
    newer.emplace_back("ALTER TABLE runs ADD COLUMN new;");
    ASSERT_TRUE(createStoreFile(m_path, nothing, {.migrations = newer}).ok());
    StoreFile file = opened();
    EXPECT_TRUE(file.readOnly);
    EXPECT_THAT(file.notices.at(0), HasSubstr("a newer EpochLab"));
    EXPECT_EQ(textOf(file.connection, "SELECT count(*) FROM runs"), "0;");
    EXPECT_EQ(file.connection.run("DELETE FROM runs").error().code, ErrorCode::IoWrite);
}

TEST_F(StoreFileTest, WhatIsNoStoreIsRefusedAndLeftAsItIs) {
    ASSERT_TRUE(createStoreFile(m_path, nothing).ok());
    const std::string good = *readRegularFile(m_path, 1 << 20);
    auto foreign = Connection::open(m_folder.path("foreign.db"), Connection::Access::Create);
    ASSERT_TRUE(foreign.ok() && foreign->script("CREATE TABLE a (x)").ok());
    std::string damaged = good;
    damaged.replace(100, 300, 300, 'x'); // the list of tables
    struct Row {
        const char* name;
        std::string bytes;
        const char* words;
    };
    const Row rows[] = {{"empty", "", "empty"},
                        {"text", std::string(5000, 'x'), "no store of EpochLab"},
                        {"another program's", *readRegularFile(m_folder.path("foreign.db"), 1 << 20), "no store of EpochLab"},
                        {"damaged", damaged, "damaged"},
                        {"cut off", good.substr(0, 6000), "damaged"}};
    for (const Row& row : rows) {
        for (const char* end : {"-wal", "-shm"}) fs::remove(m_path + end);
        m_folder.file("project.db", row.bytes);
        auto file = openStoreFile(m_path);
        Result<void> used = file.ok() ? (*file)->connection.run("SELECT * FROM runs JOIN metrics") : Result<void>(file.error());
        ASSERT_FALSE(used.ok()) << row.name;
        EXPECT_EQ(used.error().code, ErrorCode::IoRead) << row.name;
        EXPECT_THAT(describe(used.error()), HasSubstr(row.words)) << row.name;
        EXPECT_THAT(used.error().remedy, HasSubstr("move the file away")) << row.name;
        if (std::string_view(row.name) == "cut off") continue; // opening it is no fault yet, and may note the journal's kind
        EXPECT_EQ(*readRegularFile(m_path, 1 << 20), row.bytes) << row.name;
    }
    fs::remove(m_path);
    fs::create_directory(m_path);
    EXPECT_EQ(openStoreFile(m_path).error().code, ErrorCode::IoRead) << "a folder";
}

/// What one of several processes does: the exit code counts the errors.
int manyTransactions(const std::string& path, int transactions) {
    int errors = createStoreFile(path, nothing).ok() ? 0 : 1;
    auto file = openStoreFile(path);
    if (!file || !file->has_value()) return 100;
    Connection& connection = (*file)->connection;
    for (int i = 0; i < transactions; ++i) {
        auto transaction = WriteTransaction::begin(connection);
        if (!transaction) {
            ++errors;
            continue;
        }
        const auto count = connection.integer("SELECT max(seed) FROM runs", 0); // reads, then writes what it read
        const bool done = count &&
                          connection.run("INSERT INTO runs (id, state, created, seed) VALUES (?, 'finished', 1, ?)",
                                         std::to_string(*count + 1), *count + 1) &&
                          transaction->commit();
        errors += done ? 0 : 1;
    }
    return std::min(errors, 100);
}

TEST_F(StoreFileTest, FourProcessesWriteAThousandTransactionsEach) {
    constexpr int processes = 4;
    constexpr int transactions = 1000;
    std::array<pid_t, processes> children{};
    for (pid_t& child : children) {
        child = ::fork();
        if (child == 0) ::_exit(manyTransactions(m_path, transactions));
    }
    for (const pid_t child : children) {
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    }
    StoreFile file = opened();
    EXPECT_EQ(*file.connection.integer("SELECT count(*) FROM runs", 0), processes * transactions);
    EXPECT_EQ(*file.connection.integer("SELECT max(seed) FROM runs", 0), processes * transactions);
    EXPECT_EQ(textOf(file.connection, "PRAGMA integrity_check"), "ok;");
}

} // namespace
} // namespace epochlab::core
