#include "exchange/archive_file.h"

#include "base/file_writer.h"
#include "core/exchange/tar_by_hand.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace epochlab::core {
namespace {

using test::tarEnd;
using test::TarEntry;
using test::tarOf;
using testing::HasSubstr;
using Files = std::vector<std::pair<std::string, std::string>>;

Result<Files> filesOf(const std::string& path) {
    Files files;
    const Result<void> walked = walkArchive(path, [&files](const std::string& name, std::string bytes) -> Result<void> {
        files.emplace_back(name, std::move(bytes));
        return {};
    });
    if (!walked) return walked.error();
    return files;
}

void write(const std::string& path, const Files& files) {
    auto archive = ArchiveWriter::create(path);
    ASSERT_TRUE(archive.ok()) << describe(archive.error());
    for (const auto& [name, bytes] : files) ASSERT_TRUE(archive->add(name, bytes).ok());
    ASSERT_TRUE(archive->finish().ok());
}

TEST(ArchiveFile, givesBackWhatWasPutIn) {
    const test::TemporaryFolder folder;
    const Files files{{"a/b.bin", std::string("\0\xff", 2)}, {"empty", ""}, {std::string(200, 'n') + "/long", std::string(100'000, 'x')}};
    write(folder.path("one.tar"), files);
    write(folder.path("two.tar"), files);
    const auto read = filesOf(folder.path("one.tar"));
    ASSERT_TRUE(read.ok()) << describe(read.error());
    EXPECT_EQ(*read, files);
    EXPECT_EQ(*readRegularFile(folder.path("one.tar"), 1 << 20), *readRegularFile(folder.path("two.tar"), 1 << 20));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 2);
}

TEST(ArchiveFile, isNotThereBeforeItsEnd) {
    const test::TemporaryFolder folder;
    {
        auto archive = ArchiveWriter::create(folder.path("a.tar"));
        ASSERT_TRUE(archive.ok());
        ASSERT_TRUE(archive->add("x", std::string(1 << 20, 'x')).ok());
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    EXPECT_EQ(ArchiveWriter::create(folder.path("none/a.tar")).error().code, ErrorCode::IoWrite);
}

struct Bad {
    std::string name;
    std::string bytes;
    std::string rule;
};

const std::string goodFile = tarOf({"good", "bytes"});

const std::vector<Bad> badArchives{
    {"Garbage", std::string(2000, 'x'), "not a sound archive"},
    {"Empty", "", "not a sound archive"},
    {"Gzip", std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10) + std::string(600, 'x'), "not a sound archive"},
    {"ParentFolder", tarOf({"../evil", "x"}) + tarEnd, "leads out of the archive"},
    {"ParentFolderWithin", tarOf({"runs/../../evil", "x"}) + tarEnd, "leads out of the archive"},
    {"AbsoluteName", tarOf({"/etc/passwd", "x"}) + tarEnd, "leads out of the archive"},
    {"DotName", tarOf({"./good", "x"}) + tarEnd, "is not plain"},
    {"EmptyPart", tarOf({"a//b", "x"}) + tarEnd, "is not plain"},
    {"Backslash", tarOf({"..\\evil", "x"}) + tarEnd, "other letters"},
    {"TerminalEscape", tarOf({"a\x1b[2J", "x"}) + tarEnd, "other letters"},
    {"NotAscii", tarOf({"a\xc3\xa9", "x"}) + tarEnd, ""},
    {"NoName", tarOf({"", "x"}) + tarEnd, ""},
    {"SymbolicLink", tarOf({"link", "", '2', "/etc/passwd"}) + tarEnd, "is a link, a folder or a device"},
    {"HardLink", goodFile + tarOf({"link", "", '1', "good"}) + tarEnd, "is a link, a folder or a device"},
    {"Folder", tarOf({"folder/", "", '5'}) + tarEnd, ""},
    {"Device", tarOf({"device", "", '3'}) + tarEnd, "is a link, a folder or a device"},
    {"Fifo", tarOf({"fifo", "", '6'}) + tarEnd, "is a link, a folder or a device"},
    {"Twice", goodFile + goodFile + tarEnd, "\"good\" is there twice"},
    {"LargerThanTheArchive", tarOf({"bomb", "x", '0', "", "77777777777"}) + tarEnd, "would be larger than the archive"},
    {"CutOff", goodFile + tarOf({"long", std::string(5000, 'x')}).substr(0, 3000), ""},
    {"CutOffInAHeader", goodFile + goodFile.substr(0, 100), ""},
    {"WrongHeaderSum",
     [] {
         std::string broken = goodFile;
         broken[0] = 'f';
         return broken + tarEnd;
     }(),
     ""},
};

class BadArchive : public testing::TestWithParam<Bad> {};

TEST_P(BadArchive, isRefusedNamingTheRule) {
    const test::TemporaryFolder folder;
    const auto files = filesOf(folder.file("bad.epochlab", GetParam().bytes));
    ASSERT_FALSE(files.ok());
    EXPECT_EQ(files.error().code, ErrorCode::UntrustedFile);
    EXPECT_THAT(files.error().what, HasSubstr(GetParam().rule));
    EXPECT_NE(files.error().remedy, "");
}

INSTANTIATE_TEST_SUITE_P(All, BadArchive, testing::ValuesIn(badArchives), [](const auto& bad) { return bad.param.name; });

TEST(ArchiveFile, isNoPipeAndNoFolder) {
    const test::TemporaryFolder folder;
    ASSERT_EQ(::mkfifo(folder.path("pipe").c_str(), 0600), 0);
    EXPECT_EQ(filesOf(folder.path("pipe")).error().code, ErrorCode::DataNotRegularFile);
    EXPECT_EQ(filesOf(folder.path()).error().code, ErrorCode::DataNotRegularFile);
    EXPECT_EQ(filesOf(folder.path("none")).error().code, ErrorCode::DataNotFound);
}

} // namespace
} // namespace epochlab::core
