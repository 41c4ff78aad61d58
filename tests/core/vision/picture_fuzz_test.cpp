#include "core/vision/samples.h"

#include "base/random.h"

namespace epochlab::core {
namespace {

constexpr int mutations = 10'000;
constexpr std::int64_t mostPixels = 100'000;

/// A file with some bytes changed, left out, doubled or cut off.
std::string mutated(const std::string& sample, RandomStream& random) {
    std::string bytes = sample;
    const std::uint64_t changes = 1 + random.below(8);
    for (std::uint64_t i = 0; i < changes && !bytes.empty(); ++i) {
        const std::size_t place = random.below(bytes.size());
        switch (random.below(6)) {
        case 0: bytes.resize(place); break;
        case 1: bytes.erase(place, 1 + random.below(16)); break;
        case 2: bytes.insert(place, bytes.substr(place, random.below(16))); break;
        case 3: bytes[place] = "\x00\xff\x7f\x80"[random.below(4)]; break;
        case 4: bytes[place] = static_cast<char>(bytes[place] ^ 1 << random.below(8)); break;
        default: bytes[place] = static_cast<char>(random.below(256)); break;
        }
    }
    return bytes;
}

class PictureFuzzTest : public testing::TestWithParam<const char*> {};

TEST_P(PictureFuzzTest, AnyBytesGiveAPictureOrAnError) {
    const std::string sample = golden(GetParam());
    RandomStream random({.seed = 20, .purpose = RandomPurpose::Sweep});
    int read = 0;
    testing::internal::CaptureStderr();
    for (int i = 0; i < mutations; ++i) {
        const std::string bytes = mutated(sample, random);
        const Result<Picture> picture = decoder().decode(bytesOf(bytes), mostPixels);
        const Result<void> checked = decoder().check(bytesOf(bytes), mostPixels);
        if (picture) {
            ++read;
            ASSERT_GT(picture->width, 0) << i;
            ASSERT_EQ(picture->rgb.size(), static_cast<std::size_t>(picture->width) * static_cast<std::size_t>(picture->height) * 3) << i;
        } else {
            ASSERT_EQ(exitCodeOf(picture.error().code), ExitCode::Data) << i << ": " << describe(picture.error());
        }
        ASSERT_EQ(picture.ok(), checked.ok()) << i;
    }
    const std::string printed = testing::internal::GetCapturedStderr();
    const bool ownReader = sample.starts_with("\xff\xd8") || sample.starts_with("\x89PNG"); // OpenCV prints what it makes of the others
    if (ownReader) {
        EXPECT_EQ(printed, "");
    }
    RecordProperty("read", read);
    EXPECT_LT(read, mutations);
}

INSTANTIATE_TEST_SUITE_P(Formats, PictureFuzzTest,
                         testing::Values("turned-6.jpg", "progressive.jpg", "cmyk.jpg", "turned-6.png", "palette-clear.png", "rgb.bmp",
                                         "grey.bmp", "rgb.ppm", "grey.pgm", "packed.tif", "turned-6.tif", "turned-6.webp", "lossy.webp"),
                         [](const auto& instance) {
                             std::string name = instance.param;
                             std::ranges::replace_if(
                                 name, [](char c) { return c == '.' || c == '-'; }, '_');
                             return name;
                         });

} // namespace
} // namespace epochlab::core
