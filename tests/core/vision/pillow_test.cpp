#include "core/vision/samples.h"

#include "support/shared_data.h"
#include "support/temporary_folder.h"
#include "vision/picture_view.h"

#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace epochlab::core {
namespace {

constexpr int side = 224;

/// A Python with Pillow and numpy: EPOCHLAB_PYTHON, or python3; empty where there is none.
std::string pythonWithPillow() {
    const char* given = std::getenv("EPOCHLAB_PYTHON");
    const std::string python = given != nullptr ? given : "python3";
    const std::string question = "'" + python + "' -c 'import PIL, numpy' >/dev/null 2>&1";
    return std::system(question.c_str()) == 0 ? python : std::string();
}

std::vector<std::string> picturesBelow(const std::string& folder, std::size_t every) {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && isPictureExtension(entry.path().extension().string())) paths.push_back(entry.path().string());
    std::ranges::sort(paths);
    std::vector<std::string> chosen;
    for (std::size_t i = 0; i < paths.size(); i += every) chosen.push_back(paths[i]);
    return chosen;
}

std::string pixelsByPillow(const std::string& python, const std::vector<std::string>& paths) {
    const test::TemporaryFolder folder;
    std::string list;
    for (const std::string& path : paths) list += path + "\n";
    const std::string listed = folder.file("paths", list);
    const std::string script = std::string(EPOCHLAB_SOURCE_DIR) + "/tests/core/vision/pillow_pixels.py";
    const std::string command = "PYTHONDONTWRITEBYTECODE=1 '" + python + "' '" + script + "' " + std::to_string(side) + " '" +
                                folder.path("pixels") + "' < '" + listed + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
    return readRegularFile(folder.path("pixels"), 1U << 30U).value();
}

/// Real photographs beside the repository, and Pillow to say what their pixels are; without either the test is skipped, visibly.
class PillowTest : public testing::TestWithParam<std::pair<const char*, std::size_t>> {};

TEST_P(PillowTest, SeesTheSamePixels) {
    const auto& [name, every] = GetParam();
    const std::string folder = test::sharedData(name);
    if (folder.empty()) GTEST_SKIP() << "no shared/data/" << name;
    const std::string python = pythonWithPillow();
    if (python.empty()) GTEST_SKIP() << "no Python with Pillow and numpy (EPOCHLAB_PYTHON names one)";
    const std::vector<std::string> paths = picturesBelow(folder, every);
    ASSERT_GE(paths.size(), 200U);
    const std::string all = pixelsByPillow(python, paths);
    std::string_view pixels = all;
    const PictureView view({.resize = side, .crop = side});
    constexpr std::size_t bytes = std::size_t{side} * side * 3;
    ASSERT_EQ(all.size(), paths.size() * (bytes + 8));
    int largest = 0;
    for (const std::string& path : paths) {
        const Result<Picture> picture = decoder().decode(bytesOf(readRegularFile(path, 1U << 26U).value()), defaultMaximumPixels);
        ASSERT_TRUE(picture.ok()) << path << ": " << describe(picture.error());
        Picture expected{side, side, {}};
        expected.rgb.assign(pixels.begin() + 8, pixels.begin() + 8 + bytes);
        pixels.remove_prefix(bytes + 8);
        const int here = difference(view.shaped(*picture), expected);
        EXPECT_LE(here, 1) << path;
        largest = std::max(largest, here);
    }
    std::printf("%s: %zu pictures, largest difference to Pillow %d grey levels\n", name, paths.size(), largest);
}

INSTANTIATE_TEST_SUITE_P(Photographs, PillowTest,
                         testing::Values(std::pair("faces", std::size_t{5}), std::pair("hymenoptera", std::size_t{1})),
                         [](const auto& instance) { return std::string(instance.param.first); });

} // namespace
} // namespace epochlab::core
