#include "core/data/picture_fixture.h"

#include "base/random.h"
#include "data/picture_files.h"

#include <zlib.h>

namespace epochlab::core {
namespace {

using Counts = std::array<std::int64_t, 3>;

std::string bigEndian(std::uint32_t number) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(number >> static_cast<unsigned>(shift) & 0xffU));
    return bytes;
}

std::string gzipped(const std::string& bytes) {
    z_stream stream{};
    EXPECT_EQ(::deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string result(::deflateBound(&stream, bytes.size()) + 32, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(result.data());
    stream.avail_out = static_cast<uInt>(result.size());
    EXPECT_EQ(::deflate(&stream, Z_FINISH), Z_STREAM_END);
    result.resize(stream.total_out);
    ::deflateEnd(&stream);
    return result;
}

std::string images(std::uint32_t count, int first, std::uint32_t height = 2, std::uint32_t width = 3) {
    std::string bytes = bigEndian(0x803) + bigEndian(count) + bigEndian(height) + bigEndian(width);
    for (std::uint32_t i = 0; i < count * height * width; ++i) bytes.push_back(static_cast<char>(first + static_cast<int>(i)));
    return bytes;
}

std::string labels(std::uint32_t count, std::uint32_t classes) {
    std::string bytes = bigEndian(0x801) + bigEndian(count);
    for (std::uint32_t i = 0; i < count; ++i) bytes.push_back(static_cast<char>(i % classes));
    return bytes;
}

class IdxTest : public PictureDataTest {
protected:
    void writeIdx(const std::string& folder, bool packed) const {
        const auto put = [&](const std::string& name, const std::string& bytes) {
            write(folder + "/" + name + (packed ? ".gz" : ""), packed ? gzipped(bytes) : bytes);
        };
        put("train-images-idx3-ubyte", images(20, 0));
        put("train-labels-idx1-ubyte", labels(20, 2));
        put("t10k-images-idx3-ubyte", images(4, 100));
        put("t10k-labels-idx1-ubyte", labels(4, 2));
    }
};

TEST_F(IdxTest, PlainAndPackedAreTheSameData) {
    writeIdx("plain", false);
    writeIdx("packed", true);
    const TableDataset plain = pictures(path("plain"));
    const TableDataset packed = pictures(path("packed"));
    EXPECT_EQ(countsOf(plain), (Counts{16, 4, 4}));
    EXPECT_EQ(plain.fingerprint, packed.fingerprint);
    EXPECT_EQ(plain.classNames, (std::vector<std::string>{"0", "1"}));
    EXPECT_EQ(plain.rows(Split::Test).names[3], "test 3");
    EXPECT_TRUE(hasNote(plain, "4 validation pictures are taken from the training pictures"));
    EXPECT_EQ(makeDataCard(plain).pictures, "3 × 2, grey");
    const Picture picture = packed.pictures->picture(Split::Test, 1).value();
    EXPECT_EQ(picture.width, 3);
    EXPECT_EQ(picture.height, 2);
    for (std::size_t i = 0; i < 18; ++i) EXPECT_EQ(picture.rgb[i], 106 + i / 3);
    EXPECT_EQ(packed.pictures->file(Split::Test, 1).path, path("packed/t10k-images-idx3-ubyte.gz"));
    EXPECT_EQ(packed.pictures->file(Split::Test, 1).number, 1);
    EXPECT_NE(pictures(path("plain"), {{"data-seed", "5"}}).rows(Split::Validation).names, plain.rows(Split::Validation).names);
}

TEST_F(IdxTest, DotsForHyphensAndNoTestFiles) {
    write("set/train-images.idx3-ubyte", images(20, 0));
    write("set/train-labels.idx1-ubyte", labels(20, 2));
    EXPECT_EQ(countsOf(pictures(path("set"))), (Counts{16, 2, 2}));
}

struct Broken {
    const char* name;
    std::string file;
    std::string bytes;
    ErrorCode code;
    std::string what;
};

void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.name; }

class BrokenIdxTest : public IdxTest, public testing::WithParamInterface<Broken> {};

TEST_P(BrokenIdxTest, IsRefusedByName) {
    const Broken& broken = GetParam();
    writeIdx("set", false);
    write("set/" + broken.file, broken.bytes);
    const auto dataset = loadPictures(path("set"));
    ASSERT_FALSE(dataset.ok());
    EXPECT_EQ(codeName(dataset.error().code), codeName(broken.code)) << describe(dataset.error());
    EXPECT_NE(dataset.error().what.find(broken.what), std::string::npos) << dataset.error().what;
    EXPECT_EQ(dataset.error().where, path("set/" + broken.file));
    EXPECT_FALSE(dataset.error().remedy.empty());
}

const std::string trainImages = "train-images-idx3-ubyte";

INSTANTIATE_TEST_SUITE_P(
    Table, BrokenIdxTest,
    testing::Values(
        Broken{"Empty", trainImages, "", ErrorCode::UntrustedFile, "cut off"},
        Broken{"HeaderOnly", trainImages, images(20, 0).substr(0, 16), ErrorCode::UntrustedFile, "cut off"},
        Broken{"CutOff", trainImages, images(20, 0).substr(0, 100), ErrorCode::UntrustedFile, "cut off"},
        Broken{"TooLong", trainImages, images(20, 0) + "x", ErrorCode::UntrustedFile, "longer than its header says"},
        Broken{"Text", trainImages, "these are just some words", ErrorCode::UntrustedFile, "no IDX file"},
        Broken{"Floats", trainImages, bigEndian(0xd03) + images(20, 0).substr(4), ErrorCode::UntrustedFile, "no IDX file"},
        Broken{"ClaimsTerabytes", trainImages, bigEndian(0x803) + bigEndian(0xffffffff) + bigEndian(0xffffffff) + bigEndian(0xffffffff),
               ErrorCode::UntrustedFile, "impossible sizes"},
        Broken{"ClaimsGigabytes", trainImages, bigEndian(0x803) + bigEndian(1'000'000) + bigEndian(1000) + bigEndian(1000),
               ErrorCode::UntrustedFile, "cut off"},
        Broken{"NoPicture", trainImages, images(0, 0), ErrorCode::DataEmpty, "no rows"},
        Broken{"PackedCutOff", trainImages, gzipped(images(20, 0)).substr(0, 60), ErrorCode::UntrustedFile, "cut off"},
        Broken{"PackedDamaged", trainImages, gzipped(images(20, 0)).replace(40, 8, "damaged!"), ErrorCode::UntrustedFile, "damaged"},
        Broken{"OtherCount", "train-labels-idx1-ubyte", labels(19, 2), ErrorCode::UntrustedFile, "19 labels for 20 pictures"},
        Broken{"OtherSize", "t10k-images-idx3-ubyte", images(4, 0, 3, 3), ErrorCode::DataShape, "another size"}),
    [](const auto& instance) { return instance.param.name; });

TEST_F(IdxTest, LabelsAndFilesThatAreMissing) {
    writeIdx("set", false);
    write("set/t10k-labels-idx1-ubyte", labels(4, 4));
    EXPECT_EQ(loadPictures(path("set")).error().what, "picture 2 has the label 2, and there are 2 classes");
    std::filesystem::remove(path("set/t10k-labels-idx1-ubyte"));
    const auto missing = loadPictures(path("set"));
    EXPECT_EQ(missing.error().code, ErrorCode::DataNotFound);
    EXPECT_EQ(missing.error().what, "the folder has no t10k-labels-idx1-ubyte");
    write("set/train-labels-idx1-ubyte", labels(20, 1));
    std::filesystem::remove(path("set/t10k-images-idx3-ubyte"));
    EXPECT_EQ(loadPictures(path("set")).error().code, ErrorCode::DataOneClass);
}

TEST_F(IdxTest, AnyBytesGiveDataOrAnError) {
    const std::string sample = gzipped(images(20, 0));
    const std::string plain = images(20, 0);
    RandomStream random({.seed = 4, .purpose = RandomPurpose::Sweep});
    writeIdx("set", false);
    for (int i = 0; i < 2000; ++i) {
        std::string bytes = i % 2 == 0 ? sample : plain;
        for (int change = 0; change < 3; ++change) bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
        if (i % 5 == 0) bytes.resize(random.below(bytes.size()));
        write("set/train-images-idx3-ubyte", bytes);
        const auto dataset = loadPictures(path("set"));
        if (dataset) continue;
        EXPECT_NE(exitCodeOf(dataset.error().code), ExitCode::Internal) << describe(dataset.error());
    }
}

class CifarTest : public PictureDataTest {
protected:
    static std::string records(int count, int first, std::size_t labelBytes, int classes) {
        std::string bytes;
        for (int i = 0; i < count; ++i) {
            bytes += std::string(labelBytes - 1, '\x09') + static_cast<char>(i % classes);
            for (int plane = 0; plane < 3; ++plane) bytes += std::string(1024, static_cast<char>(first + i + 50 * plane));
        }
        return bytes;
    }
};

TEST_F(CifarTest, TenClassesFromBatches) {
    for (int batch = 1; batch <= 5; ++batch) write("set/data_batch_" + std::to_string(batch) + ".bin", records(20, batch * 20, 1, 10));
    write("set/test_batch.bin", records(10, 200, 1, 10));
    write("set/batches.meta.txt", "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
    const TableDataset dataset = pictures(path("set"));
    EXPECT_EQ(countsOf(dataset), (Counts{80, 20, 10}));
    EXPECT_EQ(dataset.name, "CIFAR-10");
    EXPECT_EQ(dataset.classNames[9], "truck");
    EXPECT_EQ(dataset.rows(Split::Test).names[7], "test 7");
    EXPECT_EQ(dataset.rows(Split::Test).labels[7], 7);
    const Picture picture = dataset.pictures->picture(Split::Test, 7).value();
    EXPECT_EQ(picture.width, 32);
    EXPECT_EQ(std::vector<std::uint8_t>(picture.rgb.begin(), picture.rgb.begin() + 3), (std::vector<std::uint8_t>{207, 1, 51}));
    EXPECT_EQ(makeDataCard(dataset).pictures, "32 × 32, colour");
    EXPECT_TRUE(std::ranges::find(dataset.rows(Split::Training).names, "data_batch_2 0") != dataset.rows(Split::Training).names.end() ||
                std::ranges::find(dataset.rows(Split::Validation).names, "data_batch_2 0") != dataset.rows(Split::Validation).names.end());
}

TEST_F(CifarTest, AHundredClassesByTheFineLabel) {
    write("set/train.bin", records(400, 0, 2, 100));
    write("set/test.bin", records(100, 100, 2, 100));
    const TableDataset dataset = pictures(path("set"));
    EXPECT_EQ(dataset.name, "CIFAR-100");
    EXPECT_EQ(dataset.classNames.size(), 100U);
    EXPECT_EQ(dataset.classNames[42], "42");
    EXPECT_EQ(dataset.rows(Split::Test).labels[42], 42);
}

TEST_F(CifarTest, BrokenFilesAreRefusedByName) {
    write("set/data_batch_1.bin", records(20, 0, 1, 10).substr(0, 5000));
    EXPECT_EQ(loadPictures(path("set")).error().code, ErrorCode::UntrustedFile);
    EXPECT_EQ(loadPictures(path("set")).error().where, path("set/data_batch_1.bin"));
    write("set/data_batch_1.bin", records(20, 0, 1, 11));
    EXPECT_EQ(loadPictures(path("set")).error().what, "picture 10 has the label 10, and there are 10 classes");
    write("set/data_batch_1.bin", "");
    EXPECT_EQ(loadPictures(path("set")).error().code, ErrorCode::DataEmpty);
}

class FashionTest : public IdxTest {
protected:
    void SetUp() override { ::unsetenv("EPOCHLAB_FASHION_MNIST"); }
    void TearDown() override { ::unsetenv("EPOCHLAB_FASHION_MNIST"); }
};

TEST_F(FashionTest, ItsFolderCanBeNamedAndItsPackageIsNamed) {
    ::setenv("EPOCHLAB_FASHION_MNIST", path("nowhere").c_str(), 1);
    const auto missing = loadPictures("fashion-mnist");
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, ErrorCode::DataNotFound);
    EXPECT_EQ(missing.error().where, path("nowhere"));
    EXPECT_NE(missing.error().remedy.find("dataset-fashion-mnist"), std::string::npos);
    writeIdx("mine", true);
    ::setenv("EPOCHLAB_FASHION_MNIST", path("mine").c_str(), 1);
    const TableDataset dataset = pictures("fashion-mnist");
    EXPECT_EQ(dataset.name, "Fashion-MNIST");
    EXPECT_EQ(dataset.source, "fashion-mnist");
    EXPECT_EQ(dataset.classNames[9], "Ankle boot");
    EXPECT_FALSE(dataset.attribution.empty());
}

TEST_F(FashionTest, DebiansPackageHoldsIt) {
    if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist")) GTEST_SKIP() << "dataset-fashion-mnist is not installed";
    const TableDataset dataset = pictures("fashion-mnist");
    EXPECT_EQ(countsOf(dataset), (Counts{48000, 12000, 10000}));
    std::array<int, 10> counts{};
    for (const std::int32_t label : dataset.rows(Split::Test).labels) ++counts[static_cast<std::size_t>(label)];
    for (const int count : counts) EXPECT_EQ(count, 1000);
    EXPECT_EQ(dataset.rows(Split::Test).labels[0], 9); // the first test picture is an ankle boot
    EXPECT_EQ(makeDataCard(dataset).pictures, "28 × 28, grey");
}

} // namespace
} // namespace epochlab::core
