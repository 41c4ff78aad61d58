#include "data/gzip.h"
#include "data/memory_pictures.h"
#include "data/picture_files.h"
#include "data/picture_folder.h"
#include "data/picture_scan.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace epochlab::core {
namespace {

constexpr std::size_t largestFile = 2'000'000'000;
constexpr std::string_view fashionFolder = "/usr/share/datasets/fashion-mnist";

/// The file as it may be named: train-images-idx3-ubyte, train-images.idx3-ubyte, with .gz or without. Empty where it is not there.
std::string findIdx(const std::string& folder, const std::string& part, const std::string& kind) {
    std::error_code ignored;
    for (const char* separator : {"-", "."})
        for (const char* ending : {"", ".gz"}) {
            std::string path = folder + "/" + part + separator + kind + ending;
            if (std::filesystem::exists(path, ignored)) return path;
        }
    return {};
}

Error wrong(const std::string& path, const std::string& what) {
    return {ErrorCode::UntrustedFile, what, path, "copy the file again from where it came"};
}

/// The content after a header of one 32-bit number a dimension, checked against it. http://yann.lecun.com/exdb/mnist
struct Idx {
    std::vector<std::uint32_t> sizes;
    std::string bytes; ///< header and content
    std::string_view content() const { return std::string_view(bytes).substr(4 + 4 * sizes.size()); }
};

Result<Idx> readIdx(const std::string& path, std::size_t dimensions) {
    Result<std::string> bytes = readFileUnpacked(path, largestFile);
    if (!bytes) return bytes.error();
    const auto byteAt = [&bytes](std::size_t place) { return static_cast<std::uint32_t>(static_cast<unsigned char>((*bytes)[place])); };
    const std::size_t header = 4 + 4 * dimensions;
    constexpr std::uint32_t unsignedBytes = 8;
    if (bytes->size() < header) return wrong(path, "the file is cut off");
    if (byteAt(0) != 0 || byteAt(1) != 0 || byteAt(2) != unsignedBytes || byteAt(3) != dimensions)
        return wrong(path, "this is no IDX file of bytes in " + std::to_string(dimensions) + " dimensions");
    Idx idx;
    std::size_t expected = 1;
    for (std::size_t place = 4; place < header; place += 4) {
        idx.sizes.push_back(byteAt(place) << 24U | byteAt(place + 1) << 16U | byteAt(place + 2) << 8U | byteAt(place + 3));
        if (__builtin_mul_overflow(expected, std::size_t{idx.sizes.back()}, &expected)) return wrong(path, "it says impossible sizes");
    }
    if (expected == 0) return Error{ErrorCode::DataEmpty, "no rows", path, "give a file with pictures"};
    if (bytes->size() - header < expected) return wrong(path, "the file is cut off");
    if (bytes->size() - header > expected) return wrong(path, "the file is longer than its header says");
    idx.bytes = *std::move(bytes);
    return idx;
}

Result<PictureBlock> readBlock(const std::string& folder, const std::string& part, const std::string& title) {
    const std::string path = findIdx(folder, part + "-images", "idx3-ubyte");
    const std::string labelPath = findIdx(folder, part + "-labels", "idx1-ubyte");
    for (const auto& [found, name] : {std::pair(path, "-images-idx3-ubyte"), std::pair(labelPath, "-labels-idx1-ubyte")})
        if (found.empty())
            return Error{ErrorCode::DataNotFound, "the folder has no " + part + name, folder, "put the files of the data set there"};
    const Result<Idx> images = readIdx(path, 3);
    if (!images) return images.error();
    const Result<Idx> labels = readIdx(labelPath, 1);
    if (!labels) return labels.error();
    if (images->sizes[0] != labels->sizes[0])
        return wrong(labelPath, std::to_string(labels->sizes[0]) + " labels for " + std::to_string(images->sizes[0]) + " pictures");
    if (std::max(images->sizes[1], images->sizes[2]) > 65535) return wrong(path, "it says impossible sizes");
    PictureBlock block;
    block.file = pictureFileAt(path);
    block.title = title;
    block.count = images->sizes[0];
    block.height = static_cast<int>(images->sizes[1]);
    block.width = static_cast<int>(images->sizes[2]);
    block.pixels.assign(images->content().begin(), images->content().end());
    for (const char label : labels->content()) block.labels.push_back(static_cast<unsigned char>(label));
    return block;
}

std::vector<std::string> numbersUpTo(std::int32_t last) {
    std::vector<std::string> names;
    for (std::int32_t number = 0; number <= last; ++number) names.push_back(std::to_string(number));
    return names;
}

} // namespace

bool holdsIdx(const std::string& folder) { return !findIdx(folder, "train-images", "idx3-ubyte").empty(); }

Result<TableDataset> loadIdx(const std::string& folder, const std::vector<std::string>& classNames, const PictureOptions& options) {
    Result<PictureBlock> training = readBlock(folder, "train", "train");
    if (!training) return training.error();
    const std::int32_t last = std::ranges::max(training->labels);
    std::vector<PictureBlock> test;
    if (!findIdx(folder, "t10k-images", "idx3-ubyte").empty()) {
        Result<PictureBlock> block = readBlock(folder, "t10k", "test");
        if (!block) return block.error();
        test.push_back(*std::move(block));
    }
    if (last == 0)
        return Error{ErrorCode::DataOneClass, "only one class (\"0\")", training->file.path, "give pictures of two classes or more"};
    Result<TableDataset> dataset =
        datasetOfBlocks({*std::move(training)}, std::move(test), classNames.empty() ? numbersUpTo(last) : classNames, options);
    if (!dataset) return dataset;
    dataset->name = std::filesystem::path(tidiedFolder(folder)).filename().string();
    dataset->source = folder;
    return dataset;
}

Result<TableDataset> loadFashionMnist(const PictureOptions& options) {
    const char* given = std::getenv("EPOCHLAB_FASHION_MNIST");
    const std::string folder(given != nullptr && *given != '\0' ? std::string_view(given) : fashionFolder);
    if (!holdsIdx(folder))
        return Error{ErrorCode::DataNotFound, "Fashion-MNIST is not installed", folder,
                     "install Debian's package dataset-fashion-mnist, or name the folder of its files in EPOCHLAB_FASHION_MNIST"};
    Result<TableDataset> dataset = loadIdx(
        folder, {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"}, options);
    if (!dataset) return dataset;
    dataset->name = "Fashion-MNIST";
    dataset->source = "fashion-mnist";
    dataset->attribution = "Fashion-MNIST by Zalando Research, MIT licence";
    return dataset;
}

} // namespace epochlab::core
