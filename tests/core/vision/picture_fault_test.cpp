#include "core/vision/samples.h"

#include <chrono>
#include <fstream>
#include <zlib.h>

namespace epochlab::core {
namespace {

std::string without(const std::string& text, std::size_t last) { return text.substr(0, text.size() - last); }
std::string half(const std::string& text) { return text.substr(0, text.size() / 2); }

std::string bigEndian(std::uint32_t number) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(number >> static_cast<unsigned>(shift) & 0xffU));
    return bytes;
}

std::string pngChunk(const std::string& name, const std::string& content) {
    const std::string covered = name + content;
    const auto sum = ::crc32_z(0, reinterpret_cast<const Bytef*>(covered.data()), covered.size());
    return bigEndian(static_cast<std::uint32_t>(content.size())) + covered + bigEndian(static_cast<std::uint32_t>(sum));
}

std::string packed(const std::string& row, std::size_t rows) {
    z_stream stream{};
    EXPECT_EQ(::deflateInit(&stream, Z_BEST_COMPRESSION), Z_OK);
    std::string result;
    std::string piece(1U << 16U, '\0');
    for (std::size_t i = 0; i <= rows; ++i) {
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(row.data()));
        stream.avail_in = i < rows ? static_cast<uInt>(row.size()) : 0;
        do {
            stream.next_out = reinterpret_cast<Bytef*>(piece.data());
            stream.avail_out = static_cast<uInt>(piece.size());
            ::deflate(&stream, i < rows ? Z_NO_FLUSH : Z_FINISH);
            result.append(piece, 0, piece.size() - stream.avail_out);
        } while (stream.avail_out == 0);
    }
    ::deflateEnd(&stream);
    return result;
}

/// One bit a pixel, all black.
std::string blackPng(std::uint32_t width, std::uint32_t height, std::size_t rows) {
    const std::string header = bigEndian(width) + bigEndian(height) + std::string("\x01\0\0\0\0", 5);
    return "\x89PNG\r\n\x1a\n" + pngChunk("IHDR", header) + pngChunk("IDAT", packed(std::string(1 + (width + 7) / 8, '\0'), rows)) +
           pngChunk("IEND", "");
}

std::string patched(std::string bytes, std::size_t place, const std::string& with) { return bytes.replace(place, with.size(), with); }

std::size_t residentBytes() {
    std::ifstream file("/proc/self/statm");
    std::size_t whole = 0;
    std::size_t resident = 0;
    file >> whole >> resident;
    return resident * 4096;
}

struct Fault {
    const char* name;
    std::string bytes;
    ErrorCode code;
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

std::vector<Fault> faults() {
    using enum ErrorCode;
    const std::string jpeg = golden("rgb.jpg");
    const std::string png = golden("rgb.png");
    return {
        {"Empty", "", DataUnreadablePicture},
        {"Text", "this is not a picture, whatever its name says", DataUnreadablePicture},
        {"OneByte", "\xff", DataUnreadablePicture},
        {"HalfJpeg", half(jpeg), DataTruncatedPicture},
        {"JpegWithoutItsEnd", without(jpeg, 10), DataTruncatedPicture},
        {"JpegHeaderOnly", jpeg.substr(0, 40), DataTruncatedPicture},
        {"HalfProgressiveJpeg", half(golden("progressive.jpg")), DataTruncatedPicture},
        {"HalfScanWithAnEnd", without(jpeg, 60) + "\xff\xd9", DataUnreadablePicture},
        {"JpegWithoutPicture", "\xff\xd8\xff\xd9", DataUnreadablePicture},
        {"HalfPng", half(png), DataTruncatedPicture},
        {"PngWithoutItsEnd", without(png, 10), DataTruncatedPicture},
        {"PngWrongChecksum", patched(png, png.size() - 20, "xx"), DataUnreadablePicture},
        {"PngTooFewRows", blackPng(64, 64, 10), DataUnreadablePicture},
        {"HalfBmp", half(golden("rgb.bmp")), DataTruncatedPicture},
        {"HalfPpm", half(golden("rgb.ppm")), DataTruncatedPicture},
        {"HalfTiff", half(golden("rgb.tif")), DataTruncatedPicture},
        {"HalfWebP", half(golden("rgb.webp")), DataTruncatedPicture},
        {"NegativeBmp", patched(golden("rgb.bmp"), 18, "\xff\xff\xff\xff"), DataUnreadablePicture},
        {"Claims2To31", blackPng(0x80000000U, 0x80000000U, 0), DataTooLarge},
        {"Claims2To32", blackPng(0xffffffffU, 0xffffffffU, 0), DataTooLarge},
        {"Claims40000", blackPng(40000, 40000, 0), DataTooLarge},
    };
}

class PictureFaultTest : public testing::TestWithParam<Fault> {};

TEST_P(PictureFaultTest, IsRefusedByNameAndInSilence) {
    const Fault& fault = GetParam();
    testing::internal::CaptureStderr();
    const Result<Picture> picture = decoder().decode(bytesOf(fault.bytes), defaultMaximumPixels);
    const Result<void> checked = decoder().check(bytesOf(fault.bytes), defaultMaximumPixels);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    ASSERT_FALSE(picture.ok());
    EXPECT_EQ(codeName(picture.error().code), codeName(fault.code)) << describe(picture.error());
    ASSERT_FALSE(checked.ok());
    EXPECT_EQ(describe(checked.error()), describe(picture.error()));
    EXPECT_FALSE(picture.error().remedy.empty());
    EXPECT_EQ(exitCodeOf(picture.error().code), ExitCode::Data);
}

INSTANTIATE_TEST_SUITE_P(Table, PictureFaultTest, testing::ValuesIn(faults()), [](const auto& instance) { return instance.param.name; });

TEST(PictureFaults, ABombIsRefusedFromItsHeader) {
    const std::string bomb = blackPng(30000, 30000, 30000);
    EXPECT_LT(bomb.size(), 200'000U);
    EXPECT_FALSE(decoder().decode(bytesOf(""), defaultMaximumPixels).ok()); // what the first call takes is not counted
    const std::size_t before = residentBytes();
    const auto start = std::chrono::steady_clock::now();
    const Result<Picture> picture = decoder().decode(bytesOf(bomb), defaultMaximumPixels);
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    ASSERT_FALSE(picture.ok());
    EXPECT_EQ(picture.error().code, ErrorCode::DataTooLarge);
    EXPECT_EQ(picture.error().what, "the picture has 30000 × 30000 pixels, more than 50 million");
    RecordProperty("milliseconds", std::to_string(taken.count()));
    EXPECT_LT(taken.count(), 500.0) << "it takes well below 50 ms on an idle machine; decoding takes seconds";
    EXPECT_LT(residentBytes(), before + 50'000'000);
    EXPECT_TRUE(decoder().decode(bytesOf(blackPng(300, 300, 300)), 90000).ok());
    EXPECT_EQ(decoder().decode(bytesOf(blackPng(300, 300, 300)), 89999).error().code, ErrorCode::DataTooLarge);
}

TEST(PictureFaults, WarningsThatLoseNoPixelsAreNone) {
    std::string jpeg = golden("rgb.jpg");
    jpeg.insert(2, "\xff\xff\xff"); // fill bytes
    EXPECT_TRUE(decoder().decode(bytesOf(jpeg), defaultMaximumPixels).ok());
    EXPECT_TRUE(decoder().decode(bytesOf(golden("rgb.jpg") + "some words behind the end"), defaultMaximumPixels).ok());
}

} // namespace
} // namespace epochlab::core
