#include "core/data/picture_fixture.h"
#include "data/picture_tree.h"
#include "support/shared_data.h"

#include <chrono>
#include <fcntl.h>
#include <unistd.h>

namespace epochlab::core {
namespace {

using Counts = std::array<std::int64_t, 3>;
using PictureTreeTest = PictureDataTest;

TEST_F(PictureTreeTest, TheOrderIsTorchvisions) {
    // What torchvision 0.26's ImageFolder lists for these: classes by name, folders below a class by path, files by name, all by bytes.
    for (const char* name :
         {"b/2.png", "b/10.png", "b/1.JPG", "B/x.png", "a/z.png", "a/sub/1.png", "a/sub-1/1.png", "a/sub/deep/0.webp", "\xc3\xa4/1.bmp"})
        write(std::string("set/") + name, "");
    const auto tree = listPictureTree(path("set"));
    ASSERT_TRUE(tree.ok()) << describe(tree.error());
    EXPECT_EQ(tree->classNames, (std::vector<std::string>{"B", "a", "b", "\xc3\xa4"}));
    std::vector<std::string> names;
    std::vector<std::int32_t> labels;
    for (const ListedPicture& picture : tree->splits[0]) {
        names.push_back(picture.name);
        labels.push_back(picture.label);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"B/x.png", "a/z.png", "a/sub/1.png", "a/sub-1/1.png", "a/sub/deep/0.webp", "b/1.JPG",
                                               "b/10.png", "b/2.png", "\xc3\xa4/1.bmp"}));
    EXPECT_EQ(labels, (std::vector<std::int32_t>{0, 1, 1, 1, 1, 2, 2, 2, 3}));
}

struct Layout {
    const char* name;
    std::vector<std::string> files;
    bool pictures;
    Counts counts{};
    ErrorCode error = ErrorCode::Internal; ///< Internal: none
    std::string remark{};
};

void PrintTo(const Layout& layout, std::ostream* out) { *out << layout.name; }

class PictureLayoutTest : public PictureDataTest, public testing::WithParamInterface<Layout> {};

TEST_P(PictureLayoutTest, IsTakenForWhatItIs) {
    const Layout& layout = GetParam();
    std::filesystem::create_directories(path("set"));
    for (const std::string& file : layout.files) {
        if (file.ends_with('/'))
            std::filesystem::create_directories(path("set/" + file));
        else
            write("set/" + file, "");
    }
    EXPECT_EQ(holdsPictureTree(path("set")), layout.pictures);
    const auto tree = listPictureTree(path("set"));
    if (layout.error != ErrorCode::Internal) {
        ASSERT_FALSE(tree.ok());
        EXPECT_EQ(codeName(tree.error().code), codeName(layout.error)) << describe(tree.error());
        EXPECT_FALSE(tree.error().remedy.empty());
        return;
    }
    ASSERT_TRUE(tree.ok()) << describe(tree.error());
    Counts counts{};
    for (std::size_t split = 0; split < 3; ++split) counts[split] = static_cast<std::int64_t>(tree->splits[split].size());
    EXPECT_EQ(counts, layout.counts);
    std::string remarks;
    for (const PictureFinding& remark : tree->remarks) remarks += lineOf(remark, "") + "; ";
    EXPECT_NE(remarks.find(layout.remark), std::string::npos) << remarks;
    EXPECT_EQ(remarks.empty(), layout.remark.empty()) << remarks;
}

INSTANTIATE_TEST_SUITE_P(
    Table, PictureLayoutTest,
    testing::Values(Layout{"Splits", {"train/a/1.png", "train/b/1.png", "val/a/1.png", "test/b/1.png"}, true, {2, 1, 1}},
                    Layout{"LongNames", {"Training/a/1.png", "Training/b/1.png", "Validation/a/1.png", "TESTING/b/1.png"}, true, {2, 1, 1}},
                    Layout{"ValidOnly", {"train/a/1.png", "train/b/1.png", "valid/a/1.png"}, true, {2, 1, 0}},
                    Layout{"Flat", {"a/1.png", "a/2.png", "b/1.png"}, true, {3, 0, 0}},
                    Layout{"Hidden", {"a/1.png", "b/1.png", "a/.DS_Store", "a/._1.png", ".cache/1.png"}, true, {2, 0, 0}},
                    Layout{"OtherFiles",
                           {"a/1.png", "b/1.png", "a/notes.txt", "b/1.xml"},
                           true,
                           {2, 0, 0},
                           ErrorCode::Internal,
                           "2 files of other kinds left out (a/notes.txt, b/1.xml)"},
                    Layout{"Loose",
                           {"a/1.png", "b/1.png", "loose.png"},
                           true,
                           {2, 0, 0},
                           ErrorCode::Internal,
                           "1 picture outside any class folder left out (loose.png)"},
                    Layout{"Beside",
                           {"train/a/1.png", "train/b/1.png", "extra/c/1.png"},
                           true,
                           {2, 0, 0},
                           ErrorCode::Internal,
                           "1 folder beside the splits left out (extra)"},
                    Layout{"EmptyClass",
                           {"a/1.png", "b/1.png", "empty/"},
                           true,
                           {2, 0, 0},
                           ErrorCode::Internal,
                           "1 folder of a class without a picture left out (empty)"},
                    Layout{"DifferByCase",
                           {"Cat/1.png", "cat/1.png"},
                           true,
                           {2, 0, 0},
                           ErrorCode::Internal,
                           "1 pair of class names that differ by case alone (Cat and cat)"},
                    Layout{"OneClass", {"a/1.png", "a/2.png"}, true, {}, ErrorCode::DataOneClass},
                    Layout{"NoPicture", {"train/a/1.txt", "train/b/"}, true, {}, ErrorCode::DataEmpty},
                    Layout{
                        "ClassWithoutTraining", {"train/a/1.png", "train/b/1.png", "val/c/1.png"}, true, {}, ErrorCode::DataUnknownClass},
                    Layout{"Nothing", {}, false, {}, ErrorCode::DataEmpty},
                    Layout{"Tables", {"train.csv", "validation.csv", "test.csv"}, false, {}, ErrorCode::DataEmpty},
                    Layout{"PicturesWithoutClasses", {"1.png", "2.png"}, false, {}, ErrorCode::DataEmpty}),
    [](const auto& instance) { return instance.param.name; });

TEST_F(PictureTreeTest, LinksAreFollowedAndLoopsAreNot) {
    write("set/a/1.png", "");
    write("elsewhere/2.png", "");
    write("one.png", "");
    std::filesystem::create_symlink(path("elsewhere"), path("set/b"));
    std::filesystem::create_symlink(path("set"), path("set/a/loop"));
    std::filesystem::create_symlink(path("set/a"), path("set/a/itself"));
    std::filesystem::create_symlink(path("one.png"), path("set/a/0.png"));
    std::filesystem::create_symlink(path("nowhere.png"), path("set/a/broken.png"));
    const auto tree = listPictureTree(path("set"));
    ASSERT_TRUE(tree.ok()) << describe(tree.error());
    EXPECT_EQ(tree->classNames, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(tree->splits[0].front().name, "a/0.png");
    EXPECT_EQ(tree->splits[0].back().name, "b/2.png");
    for (const ListedPicture& picture : tree->splits[0]) EXPECT_NE(picture.name, "a/broken.png");
}

TEST_F(PictureTreeTest, ListsManyFilesFast) {
    constexpr int files = 100'000;
    for (const char* name : {"a", "b"}) {
        std::filesystem::create_directories(path(std::string("set/") + name));
        for (int i = 0; i < files / 2; ++i)
            ::close(
                ::open((path(std::string("set/") + name) + "/picture-" + std::to_string(i) + ".jpg").c_str(), O_CREAT | O_WRONLY, 0600));
    }
    const auto start = std::chrono::steady_clock::now();
    const auto tree = listPictureTree(path("set"));
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    ASSERT_TRUE(tree.ok());
    EXPECT_EQ(tree->splits[0].size(), static_cast<std::size_t>(files));
    RecordProperty("seconds", std::to_string(taken.count()));
    EXPECT_LT(taken.count(), 5.0) << "ten times as many take 2.5 s";
}

} // namespace
} // namespace epochlab::core
