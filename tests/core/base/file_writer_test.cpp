#include "base/file_writer.h"

#include "support/temporary_folder.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <sys/stat.h>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;

class FileWriter : public testing::Test {
protected:
    std::string path(const std::string& name) const { return m_folder.path(name); }
    std::size_t filesInFolder() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(m_folder.path()), fs::directory_iterator()));
    }

    test::TemporaryFolder m_folder;
};

TEST_F(FileWriter, writesReplacesAndLeavesNothingBeside) {
    const std::string bytes("a\0b\n", 4);
    ASSERT_TRUE(writeFileDurably(path("file"), "old").ok());
    ASSERT_TRUE(writeFileDurably(path("file"), bytes).ok());
    const Result<std::string> read = readRegularFile(path("file"), 100);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(*read, bytes);
    EXPECT_EQ(filesInFolder(), 1u);
}

TEST_F(FileWriter, aFailureLeavesTheOldThingAsItWas) {
    fs::create_directories(path("taken") + "/inside");
    const Result<void> done = writeFileDurably(path("taken"), "new"); // a folder cannot be replaced by a file
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, ErrorCode::IoWrite);
    EXPECT_TRUE(fs::is_directory(path("taken") + "/inside"));
    EXPECT_EQ(filesInFolder(), 1u);
}

TEST_F(FileWriter, aMissingFolderIsAWriteError) {
    EXPECT_EQ(writeFileDurably(path("none/file"), "x").error().code, ErrorCode::IoWrite);
    EXPECT_EQ(writeFileDurably("/dev/full/file", "x").error().code, ErrorCode::IoWrite);
}

TEST_F(FileWriter, makesFoldersUnlessAFileStandsInTheWay) {
    EXPECT_TRUE(makeDirectories(path("a/b/c")).ok());
    EXPECT_TRUE(makeDirectories(path("a/b/c")).ok());
    ASSERT_TRUE(writeFileDurably(path("file"), "x").ok());
    EXPECT_EQ(makeDirectories(path("file/b")).error().code, ErrorCode::IoWrite);
}

TEST_F(FileWriter, belowAFolderThatIsAwayNothingIsMade) {
    EXPECT_TRUE(makeDirectoriesBelow(m_folder.path(), "a/b/c").ok());
    EXPECT_TRUE(makeDirectoriesBelow(path("a"), "b/c").ok());
    EXPECT_TRUE(fs::is_directory(path("a/b/c")));
    fs::rename(path("a"), path("away"));
    EXPECT_EQ(makeDirectoriesBelow(path("a"), "b/c").error().code, ErrorCode::IoWrite);
    EXPECT_FALSE(fs::exists(path("a")));
    ASSERT_TRUE(writeFileDurably(path("file"), "x").ok());
    EXPECT_EQ(makeDirectoriesBelow(m_folder.path(), "file/b").error().code, ErrorCode::IoWrite);
}

TEST_F(FileWriter, readsOnlyRegularFilesUpToTheLimit) {
    EXPECT_EQ(readRegularFile(path("none"), 10).error().code, ErrorCode::DataNotFound);
    EXPECT_EQ(readRegularFile(m_folder.path(), 10).error().code, ErrorCode::DataNotRegularFile);
    EXPECT_EQ(readRegularFile("/dev/zero", 10).error().code, ErrorCode::DataNotRegularFile);
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    EXPECT_EQ(readRegularFile(path("pipe"), 10).error().code, ErrorCode::DataNotRegularFile); // and does not hang
    ASSERT_TRUE(writeFileDurably(path("file"), "12345").ok());
    EXPECT_EQ(readRegularFile(path("file"), 4).error().code, ErrorCode::DataTooLarge);
    EXPECT_TRUE(readRegularFile(path("file"), 5).ok());
}

} // namespace
} // namespace epochlab::core
