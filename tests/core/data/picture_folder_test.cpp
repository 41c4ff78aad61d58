#include "core/data/picture_fixture.h"
#include "data/picture_rows.h"
#include "data/picture_views.h"
#include "support/shared_data.h"

#include <sys/stat.h>

namespace epochlab::core {
namespace {

using Counts = std::array<std::int64_t, 3>;
using PictureFolderTest = PictureDataTest;

TEST_F(PictureFolderTest, RowsPicturesAndNamesBelongTogether) {
    writeSplits("set", 3);
    const TableDataset dataset = pictures(path("set") + "/");
    EXPECT_EQ(dataset.name, "set");
    EXPECT_EQ(countsOf(dataset), (Counts{6, 4, 4}));
    EXPECT_EQ(dataset.classNames, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(dataset.featureCount(), 0);
    EXPECT_EQ(dataset.rows(Split::Training).names[4], "train/b/1.ppm");
    EXPECT_EQ(dataset.rows(Split::Test).labels, (std::vector<std::int32_t>{0, 0, 1, 1}));
    const Result<Picture> picture = dataset.pictures->picture(Split::Training, 4);
    ASSERT_TRUE(picture.ok()) << describe(picture.error());
    EXPECT_EQ(*picture, readPpm(ppm(1001)));
    EXPECT_EQ(dataset.pictures->file(Split::Training, 4).path, path("set/train/b/1.ppm"));
    EXPECT_EQ(dataset.pictures->report().sizes(), "4 × 3");
    EXPECT_TRUE(dataset.notes.empty()) << dataset.notes.front();
}

struct Trouble {
    const char* name;
    std::string file;
    std::string bytes;
    std::string note;                     ///< where it is skipped or taken
    ErrorCode code = ErrorCode::Internal; ///< with picture-problems stop; Internal: taken
};

void PrintTo(const Trouble& trouble, std::ostream* out) { *out << trouble.name; }

class PictureTroubleTest : public PictureDataTest, public testing::WithParamInterface<Trouble> {};

TEST_P(PictureTroubleTest, IsNamedAtImport) {
    const Trouble& trouble = GetParam();
    writeSplits("set", 10);
    write("set/train/a/" + trouble.file, trouble.bytes);
    const bool bad = trouble.code != ErrorCode::Internal;
    const TableDataset dataset = pictures(path("set"));
    EXPECT_EQ(countsOf(dataset), (Counts{bad ? 20 : 21, 4, 4}));
    EXPECT_TRUE(hasNote(dataset, trouble.note)) << (dataset.notes.empty() ? "no note" : dataset.notes.front());
    EXPECT_TRUE(hasNote(dataset, "train/a/" + trouble.file));
    EXPECT_EQ(dataset.pictures->report().leftOut(), bad ? 1 : 0);
    for (std::int64_t row = 0; row < dataset.rows(Split::Training).count; ++row)
        EXPECT_TRUE(dataset.pictures->picture(Split::Training, row).ok());
    const auto stopped = loadPictures(path("set"), {{"picture-problems", "stop"}});
    ASSERT_EQ(stopped.ok(), !bad);
    if (!bad) return;
    EXPECT_EQ(codeName(stopped.error().code), codeName(trouble.code)) << describe(stopped.error());
    EXPECT_EQ(stopped.error().where, path("set/train/a/" + trouble.file));
    EXPECT_EQ(exitCodeOf(stopped.error().code), ExitCode::Data);
}

INSTANTIATE_TEST_SUITE_P(
    Table, PictureTroubleTest,
    testing::Values(Trouble{"HalfJpeg", "x.jpg", golden("rgb.jpg").substr(0, 300), "1 picture left out: cut off",
                            ErrorCode::DataTruncatedPicture},
                    Trouble{"JpegWithoutItsEnd", "x.jpg", golden("rgb.jpg").substr(0, golden("rgb.jpg").size() - 10),
                            "1 picture left out: cut off", ErrorCode::DataTruncatedPicture},
                    Trouble{"DamagedJpeg", "x.jpg", golden("rgb.jpg").substr(0, golden("rgb.jpg").size() - 60) + "\xff\xd9",
                            "1 picture left out: unreadable", ErrorCode::DataUnreadablePicture},
                    Trouble{"Text", "x.jpg", "these are words", "1 picture left out: unreadable", ErrorCode::DataUnreadablePicture},
                    Trouble{"Empty", "x.png", "", "1 picture left out: unreadable", ErrorCode::DataUnreadablePicture},
                    Trouble{"TooLarge", "x.ppm", "P5\n60000 1000\n255\n" + std::string(60'000'000, ' '), "1 picture left out: too large",
                            ErrorCode::DataTooLarge},
                    Trouble{"WrongExtension", "x.jpg", golden("rgb.png"), "1 of another format than their names say"},
                    Trouble{"Grey", "x.jpg", golden("grey.jpg"), "1 grey, made RGB"},
                    Trouble{"Alpha", "x.png", golden("clear.png"), "1 with transparency"},
                    Trouble{"Palette", "x.png", golden("palette.png"), "1 with a palette"},
                    Trouble{"SixteenBits", "x.png", golden("deep.png"), "1 of more than 8 bits a channel"},
                    Trouble{"Cmyk", "x.jpg", golden("cmyk.jpg"), "1 in CMYK"},
                    Trouble{"Turned", "x.jpg", golden("turned-6.jpg"), "1 stored turned or mirrored"}),
    [](const auto& instance) { return instance.param.name; });

struct Policy {
    const char* policy;
    int bad; ///< beside 20 good training pictures and 8 others
    bool stops;
};

TEST_F(PictureFolderTest, MoreThanATenthStopsUnlessAllAreSkipped) {
    for (const Policy& row : {Policy{"skip", 3, false}, Policy{"skip", 4, true}, Policy{"skip-all", 4, false}, Policy{"stop", 1, true}}) {
        const std::string folder = std::string("set-") + row.policy + std::to_string(row.bad);
        writeSplits(folder, 10);
        for (int i = 0; i < row.bad; ++i) write(folder + "/train/a/bad" + std::to_string(i) + ".jpg", "words");
        const auto dataset = loadPictures(path(folder), {{"picture-problems", row.policy}});
        ASSERT_EQ(dataset.ok(), !row.stops) << folder;
        if (dataset.ok())
            EXPECT_EQ((*dataset)->rows(Split::Training).count, 20) << folder;
        else
            EXPECT_EQ(dataset.error().code, ErrorCode::DataUnreadablePicture) << folder;
    }
    const auto many = loadPictures(path("set-skip4"));
    EXPECT_EQ(many.error().what, "4 of 32 pictures cannot be used: 4 unreadable (train/a/bad0.jpg, train/a/bad1.jpg, "
                                 "train/a/bad2.jpg, train/a/bad3.jpg)");
    EXPECT_NE(many.error().remedy.find("skip-all"), std::string::npos);
}

TEST_F(PictureFolderTest, TheReportIsBoundedInLength) {
    writeSplits("set", 3);
    for (int i = 0; i < 300; ++i) write("set/train/a/bad" + std::to_string(i) + ".jpg", "words");
    const TableDataset dataset = pictures(path("set"), {{"picture-problems", "skip-all"}});
    ASSERT_EQ(dataset.notes.size(), 1U);
    EXPECT_TRUE(dataset.notes[0].starts_with("300 pictures left out: unreadable (train/a/bad0.jpg, ")) << dataset.notes[0];
    EXPECT_LT(dataset.notes[0].size(), 200U);
    EXPECT_EQ(dataset.pictures->report().problems[0].examples.size(), 300U) << "the list that is saved names them";
}

TEST(PictureReport, AsCsvNamesWhatItKeepsAndCountsTheRest) {
    PictureReport report;
    report.problems = {{"truncated", "cut off", 2, {"a/1.jpg", "b, c/2.jpg"}}};
    report.remarks = {{"grey", "grey", 1002, {"a/3.jpg"}}, {"empty", "of other kinds", 4, {}}};
    EXPECT_EQ(csvOf(report, {{"leak", "twice", 1, {"a/4.jpg"}}}), "outcome,finding,name\n"
                                                                  "left out,cut off,a/1.jpg\n"
                                                                  "left out,cut off,\"b, c/2.jpg\"\n"
                                                                  "noted,grey,a/3.jpg\n"
                                                                  "noted,grey,and 1001 more\n"
                                                                  "noted,of other kinds,4\n"
                                                                  "noted,twice,a/4.jpg\n");
}

TEST_F(PictureFolderTest, RepeatsAcrossSplitsAreALeak) {
    writeSplits("set", 5);
    write("set/val/a/copy.ppm", ppm(2));
    write("set/test/b/copy.ppm", ppm(2));
    const TableDataset dataset = pictures(path("set"));
    EXPECT_TRUE(hasNote(dataset, "2 in validation or test that stand in another split too (val/a/copy.ppm, test/b/copy.ppm)"));
    EXPECT_TRUE(hasNote(dataset, "3 whose content stands in two classes"));
    const DataCard card = makeDataCard(dataset);
    EXPECT_EQ(card.leakingRows, 2);
    EXPECT_EQ(card.pictures, "4 × 3, colour");
    EXPECT_EQ(card.rows, (Counts{10, 5, 5}));
}

TEST_F(PictureFolderTest, MissingSplitsComeFromTraining) {
    writeClasses("flat", 20, 0);
    const TableDataset flat = pictures(path("flat"));
    EXPECT_EQ(countsOf(flat), (Counts{32, 4, 4}));
    EXPECT_TRUE(hasNote(flat, "4 validation and 4 test pictures are taken from the training pictures by the data seed"));
    writeClasses("half/train", 20, 0);
    writeClasses("half/test", 3, 500);
    const TableDataset half = pictures(path("half"), {{"picture-train-share", "0.9"}});
    EXPECT_EQ(countsOf(half), (Counts{36, 4, 6}));
    EXPECT_EQ(half.rows(Split::Test).names.front(), "test/a/0.ppm");
    EXPECT_EQ(pictures(path("flat")).rows(Split::Test).names, flat.rows(Split::Test).names);
    EXPECT_NE(pictures(path("flat"), {{"data-seed", "1"}}).rows(Split::Test).names, flat.rows(Split::Test).names);
    for (const Split split : allSplits)
        for (std::int64_t row = 0; row < flat.rows(split).count; ++row)
            EXPECT_EQ(flat.pictures->file(split, row).path, path("flat/" + flat.rows(split).names[static_cast<std::size_t>(row)]));
}

TEST_F(PictureFolderTest, TheFingerprintFollowsContentNameAndLabel) {
    writeSplits("set", 3);
    const std::uint64_t first = pictures(path("set")).fingerprint;
    EXPECT_EQ(pictures(path("set")).fingerprint, first);
    std::filesystem::copy(path("set"), path("copied"), std::filesystem::copy_options::recursive);
    EXPECT_EQ(pictures(path("copied")).fingerprint, first) << "where it lies says nothing";
    write("copied/train/a/0.ppm", ppm(77));
    EXPECT_NE(pictures(path("copied")).fingerprint, first);
    write("copied/train/a/0.ppm", ppm(0));
    EXPECT_EQ(pictures(path("copied")).fingerprint, first);
    std::filesystem::rename(path("copied/train/a/2.ppm"), path("copied/train/a/3.ppm"));
    EXPECT_NE(pictures(path("copied")).fingerprint, first);
}

TEST_F(PictureFolderTest, AFileThatChangesLaterIsNotTakenForTheOldOne) {
    writeSplits("set", 3);
    const TableDataset dataset = pictures(path("set"));
    write("set/train/a/0.ppm", ppm(0, 5, 5));
    const Result<Picture> changed = dataset.pictures->picture(Split::Training, 0);
    ASSERT_FALSE(changed.ok());
    EXPECT_EQ(changed.error().code, ErrorCode::DataUnreadablePicture);
    EXPECT_EQ(changed.error().where, path("set/train/a/0.ppm"));
    EXPECT_EQ(changed.error().remedy, "load the data again");
    std::filesystem::remove(path("set/train/a/1.ppm"));
    EXPECT_FALSE(dataset.pictures->picture(Split::Training, 1).ok());
    EXPECT_TRUE(dataset.pictures->picture(Split::Training, 2).ok());
}

TEST_F(PictureFolderTest, OnlyRegularFilesAreRead) {
    writeSplits("set", 3);
    ASSERT_EQ(::mkfifo(path("set/train/a/pipe.png").c_str(), 0600), 0);
    EXPECT_EQ(pictures(path("set")).rows(Split::Training).count, 6);
}

TEST_F(PictureFolderTest, ProgressIsToldAndLoadingStops) {
    writeSplits("set", 10);
    LoadServices told = services();
    std::atomic<std::int64_t> last = 0;
    told.progress = [&](std::int64_t done, std::int64_t total) {
        EXPECT_EQ(total, 28);
        last = std::max(last.load(), done);
    };
    EXPECT_TRUE(loadDatasetWith(paramsFor(path("set")), told).ok());
    EXPECT_EQ(last, 28);
    std::stop_source stop;
    told.stop = stop.get_token();
    told.progress = [&](std::int64_t, std::int64_t) { stop.request_stop(); };
    const auto stopped = loadDatasetWith(paramsFor(path("set")), told);
    ASSERT_FALSE(stopped.ok());
    EXPECT_EQ(stopped.error().code, ErrorCode::Stopped);
}

TEST_F(PictureFolderTest, WithoutADecoderPicturesAreListedAndNotShown) {
    writeSplits("set", 3);
    const TableDataset dataset = loaded(path("set"));
    EXPECT_EQ(countsOf(dataset), (Counts{6, 4, 4}));
    EXPECT_EQ(dataset.fingerprint, pictures(path("set")).fingerprint);
    EXPECT_EQ(dataset.pictures->picture(Split::Training, 0).error().code, ErrorCode::EngineMissing);
    LoadServices broken = services();
    broken.decoder = []() -> Result<PictureDecoderPointer> { return Error{ErrorCode::EngineMissing, "no library", "", "install it"}; };
    EXPECT_EQ(loadDatasetWith(paramsFor(path("set")), broken).error().code, ErrorCode::EngineMissing);
}

TEST_F(PictureFolderTest, TablesStayTables) {
    const std::string table = "x,y,class\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n";
    for (const char* name : {"train", "validation", "test"}) write(std::string("set/") + name + ".csv", table);
    write("set/figures/plot.png", golden("rgb.png"));
    EXPECT_EQ(pictures(path("set")).pictures, nullptr);
    writeClasses("lists", 5, 0);
    for (const char* name : {"train", "val", "test"}) write(std::string("lists/") + name + ".txt", "a/1.ppm\nb/2.ppm\n");
    EXPECT_NE(pictures(path("lists")).pictures, nullptr);
}

TEST_F(PictureFolderTest, SharedDataLoadWhole) {
    for (const auto& [name, counts] : {std::pair("faces", Counts{1540, 220, 440}), std::pair("hymenoptera", Counts{244, 51, 102})}) {
        const std::string folder = test::sharedData(name);
        if (folder.empty()) GTEST_SKIP() << "no shared/data/" << name;
        const TableDataset dataset = pictures(folder);
        EXPECT_EQ(countsOf(dataset), counts);
        EXPECT_EQ(dataset.classNames.size(), 2U);
        EXPECT_EQ(dataset.pictures->report().leftOut(), 0);
    }
}

} // namespace
} // namespace epochlab::core
