#include "base/file_writer.h"
#include "data/csv_cells.h"
#include "data/memory_pictures.h"
#include "data/picture_files.h"
#include "data/picture_scan.h"

#include <array>
#include <filesystem>
#include <sstream>

namespace epochlab::core {
namespace {

constexpr int side = 32;
constexpr std::size_t pixelBytes = std::size_t{side} * side * 3;
constexpr std::size_t largestFile = 2'000'000'000;

/// https://www.cs.toronto.edu/~kriz/cifar.html: records of labels and 3,072 bytes of red, green and blue.
struct Variant {
    std::vector<std::string> training;
    std::string test;
    std::string names;
    std::size_t labelBytes; ///< the last one counts: CIFAR-100 has the coarse label before the fine one
    std::size_t classes;
};

const Variant& cifar10() {
    static const Variant variant{{"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"},
                                 "test_batch.bin",
                                 "batches.meta.txt",
                                 1,
                                 10};
    return variant;
}

const Variant& cifar100() {
    static const Variant variant{{"train.bin"}, "test.bin", "fine_label_names.txt", 2, 100};
    return variant;
}

bool exists(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored);
}

Result<PictureBlock> readBlock(const std::string& path, const std::string& title, const Variant& variant) {
    const Result<std::string> bytes = readRegularFile(path, largestFile);
    if (!bytes) return bytes.error();
    const std::size_t record = variant.labelBytes + pixelBytes;
    if (bytes->empty()) return Error{ErrorCode::DataEmpty, "no rows", path, "give a file with pictures"};
    if (bytes->size() % record != 0)
        return Error{ErrorCode::UntrustedFile, "the file is not made of records of " + std::to_string(record) + " bytes", path,
                     "copy the file again from where it came"};
    PictureBlock block;
    block.file = pictureFileAt(path);
    block.title = title;
    block.count = static_cast<std::int64_t>(bytes->size() / record);
    block.width = side;
    block.height = side;
    block.planes = 3;
    block.pixels.reserve(bytes->size());
    for (std::size_t place = 0; place < bytes->size(); place += record) {
        const auto pixels = std::string_view(*bytes).substr(place + variant.labelBytes, pixelBytes);
        block.labels.push_back(static_cast<unsigned char>((*bytes)[place + variant.labelBytes - 1]));
        block.pixels.insert(block.pixels.end(), pixels.begin(), pixels.end());
    }
    return block;
}

/// A name a line; numbers where there are not as many as classes.
std::vector<std::string> classNames(const std::string& path, std::size_t count) {
    std::vector<std::string> names;
    if (const Result<std::string> text = readRegularFile(path, 1U << 20U)) {
        std::istringstream lines(*text);
        for (std::string line; std::getline(lines, line);)
            if (const std::string_view name = trimmed(line); !name.empty()) names.emplace_back(name);
    }
    if (names.size() == count) return names;
    names.clear();
    for (std::size_t number = 0; number < count; ++number) names.push_back(std::to_string(number));
    return names;
}

} // namespace

bool holdsCifar(const std::string& folder) {
    return exists(folder + "/" + cifar10().training.front()) || (exists(folder + "/train.bin") && exists(folder + "/test.bin"));
}

Result<TableDataset> loadCifar(const std::string& folder, const PictureOptions& options) {
    const bool ten = exists(folder + "/" + cifar10().training.front());
    const Variant& variant = ten ? cifar10() : cifar100();
    std::vector<PictureBlock> training;
    std::vector<PictureBlock> test;
    for (const std::string& name : variant.training) {
        if (ten && !exists(folder + "/" + name)) continue; // a part of the batches is enough
        Result<PictureBlock> block = readBlock(folder + "/" + name, name.substr(0, name.size() - 4), variant);
        if (!block) return block.error();
        training.push_back(*std::move(block));
    }
    if (exists(folder + "/" + variant.test)) {
        Result<PictureBlock> block = readBlock(folder + "/" + variant.test, "test", variant);
        if (!block) return block.error();
        test.push_back(*std::move(block));
    }
    Result<TableDataset> dataset =
        datasetOfBlocks(std::move(training), std::move(test), classNames(folder + "/" + variant.names, variant.classes), options);
    if (!dataset) return dataset;
    dataset->name = ten ? "CIFAR-10" : "CIFAR-100";
    dataset->source = folder;
    return dataset;
}

} // namespace epochlab::core
