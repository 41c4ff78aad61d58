#include "data/picture_folder.h"

#include "base/file_writer.h"
#include "data/picture_scan.h"
#include "data/picture_source.h"
#include "data/picture_splits.h"

#include <algorithm>
#include <filesystem>

namespace epochlab::core {
namespace {

struct FolderPicture {
    std::string name; ///< below the folder
    std::uint64_t hash = 0;
    std::uint64_t bytes = 0;
    std::int64_t modified = 0;
};

class FolderPictures final : public PictureSource {
public:
    FolderPictures(std::string folder, std::int64_t maximumPixels, PictureDecoderProvider decoder, PictureReport report)
        : m_folder(std::move(folder)), m_maximumPixels(maximumPixels), m_decoder(std::move(decoder)) {
        m_report = std::move(report);
    }

    void add(Split split, FolderPicture picture) { m_splits[static_cast<std::size_t>(split)].push_back(std::move(picture)); }

    Result<Picture> picture(Split split, std::int64_t row) const override {
        const PictureFile expected = file(split, row);
        Result<Picture> picture = decoded(expected);
        if (picture) return picture;
        Error error = picture.error();
        error.where = expected.path;
        return error;
    }

    PictureFile file(Split split, std::int64_t row) const override {
        const FolderPicture& picture = at(split, row);
        return {m_folder + "/" + picture.name, picture.bytes, picture.modified};
    }
    std::uint64_t contentHash(Split split, std::int64_t row) const override { return at(split, row).hash; }
    bool inMemory() const override { return false; }

private:
    const FolderPicture& at(Split split, std::int64_t row) const {
        return m_splits[static_cast<std::size_t>(split)][static_cast<std::size_t>(row)];
    }

    Result<Picture> decoded(const PictureFile& expected) const {
        if (!m_decoder)
            return Error{ErrorCode::EngineMissing, "pictures cannot be decoded here", "", "use the programs epochlab or epochlab-cli"};
        const Result<PictureDecoderPointer> decoder = m_decoder();
        if (!decoder) return decoder.error();
        if (pictureFileAt(expected.path) != expected)
            return Error{ErrorCode::DataUnreadablePicture, "the file is not what it was when the data were loaded", "",
                         "load the data again"};
        const Result<std::string> content = readRegularFile(expected.path, expected.bytes);
        if (!content) return content.error();
        return (*decoder)->decode(std::as_bytes(std::span(*content)), m_maximumPixels);
    }

    const std::string m_folder;
    const std::int64_t m_maximumPixels;
    const PictureDecoderProvider m_decoder;
    std::array<std::vector<FolderPicture>, 3> m_splits;
};

std::array<std::vector<std::int32_t>, 3> labelsOf(const PictureTree& tree) {
    std::array<std::vector<std::int32_t>, 3> labels;
    for (std::size_t split = 0; split < labels.size(); ++split)
        for (const ListedPicture& picture : tree.splits[split]) labels[split].push_back(picture.label);
    return labels;
}

Result<void> checkClasses(const std::string& folder, const PictureTree& tree) {
    std::vector<std::int64_t> counts(tree.classNames.size());
    for (const ListedPicture& picture : tree.splits[0]) ++counts[static_cast<std::size_t>(picture.label)];
    const auto none = std::ranges::find(counts, 0);
    if (none == counts.end()) return {};
    return Error{ErrorCode::DataTooFewRows,
                 "none of the training pictures of the class \"" + tree.classNames[static_cast<std::size_t>(none - counts.begin())] +
                     "\" can be used",
                 folder, "mend them, or remove the class"};
}

} // namespace

std::string tidiedFolder(const std::string& folder) {
    std::string path = std::filesystem::path(folder).lexically_normal().string();
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    return path;
}

Result<TableDataset> loadPictureFolder(const std::string& given, const PictureOptions& options, const LoadServices& services) {
    const std::string folder = tidiedFolder(given);
    Result<PictureTree> tree = listPictureTree(folder);
    if (!tree) return tree.error();
    auto facts = scanPictures(folder, *tree, options, services);
    if (!facts) return facts.error();
    Result<PictureReport> report = applyPolicy(folder, *tree, *facts, options);
    if (!report) return report.error();
    if (const Result<void> checked = checkClasses(folder, *tree); !checked) return checked.error();
    report->remarks.insert(report->remarks.end(), tree->remarks.begin(), tree->remarks.end());

    TableDataset dataset;
    dataset.name = std::filesystem::path(folder).filename().string();
    dataset.source = given;
    dataset.classNames = tree->classNames;
    const auto origins = completeSplits(labelsOf(*tree), dataset.classNames.size(), options.trainShare, options.seed, dataset.notes);
    if (!origins) return origins.error();
    auto source = std::make_shared<FolderPictures>(folder, options.maximumPixels, services.decoder, *std::move(report));
    for (const Split split : allSplits) {
        TableRows& rows = dataset.splits[static_cast<std::size_t>(split)];
        for (const RowOrigin& origin : (*origins)[static_cast<std::size_t>(split)]) {
            const ListedPicture& picture = tree->splits[origin.split][origin.row];
            const PictureFacts& fact = (*facts)[origin.split][origin.row];
            rows.labels.push_back(picture.label);
            rows.names.push_back(picture.name);
            source->add(split, {picture.name, fact.hash, fact.bytes, fact.modified});
        }
        rows.count = static_cast<std::int64_t>(rows.labels.size());
    }
    dataset.pictures = std::move(source);
    return dataset;
}

} // namespace epochlab::core
