#include "data/memory_pictures.h"

#include "base/content_hash.h"
#include "data/picture_splits.h"

#include <algorithm>

namespace epochlab::core {
namespace {

class MemoryPictures final : public PictureSource {
public:
    struct Place {
        std::size_t block = 0;
        std::int64_t number = 0;
        std::uint64_t hash = 0; ///< of its pixels
    };

    explicit MemoryPictures(std::vector<PictureBlock> blocks) : m_blocks(std::move(blocks)) {
        m_report.grey = m_blocks.front().planes == 1;
        m_report.addSize(m_blocks.front().width, m_blocks.front().height);
        for (const PictureBlock& block : m_blocks) m_report.found += block.count;
    }

    const std::vector<PictureBlock>& blocks() const { return m_blocks; }
    void add(Split split, Place place) {
        place.hash = core::contentHash(std::as_bytes(pixelsAt(place)));
        m_splits[static_cast<std::size_t>(split)].push_back(place);
    }
    void addRemarks(std::vector<PictureFinding> remarks) { m_report.remarks = std::move(remarks); }

    Result<Picture> picture(Split split, std::int64_t row) const override {
        const PictureBlock& block = blockOf(split, row);
        const auto pixels = pixelsAt(at(split, row));
        const std::size_t plane = pixels.size() / static_cast<std::size_t>(block.planes);
        Picture picture{block.width, block.height, {}};
        picture.rgb.resize(plane * 3);
        for (std::size_t i = 0; i < plane; ++i)
            for (std::size_t channel = 0; channel < 3; ++channel)
                picture.rgb[3 * i + channel] = pixels[block.planes == 1 ? i : channel * plane + i];
        return picture;
    }

    PictureFile file(Split split, std::int64_t row) const override {
        PictureFile file = blockOf(split, row).file;
        file.number = at(split, row).number;
        return file;
    }
    std::uint64_t contentHash(Split split, std::int64_t row) const override { return at(split, row).hash; }
    bool inMemory() const override { return true; }

private:
    const Place& at(Split split, std::int64_t row) const {
        return m_splits[static_cast<std::size_t>(split)][static_cast<std::size_t>(row)];
    }
    const PictureBlock& blockOf(Split split, std::int64_t row) const { return m_blocks[at(split, row).block]; }
    std::span<const std::uint8_t> pixelsAt(const Place& place) const {
        const PictureBlock& block = m_blocks[place.block];
        const std::size_t size = block.pixels.size() / static_cast<std::size_t>(block.count);
        return std::span(block.pixels).subspan(static_cast<std::size_t>(place.number) * size, size);
    }

    const std::vector<PictureBlock> m_blocks;
    std::array<std::vector<Place>, 3> m_splits;
};

Result<void> checkBlocks(const std::vector<PictureBlock>& blocks, std::size_t classCount) {
    const PictureBlock& first = blocks.front();
    for (const PictureBlock& block : blocks) {
        const std::string& path = block.file.path;
        if (block.width != first.width || block.height != first.height || block.planes != first.planes)
            return Error{ErrorCode::DataShape, "its pictures are of another size than those of " + first.file.path, path,
                         "put files of one data set into the folder"};
        const auto wrong = std::ranges::find_if(
            block.labels, [&](std::int32_t label) { return label < 0 || static_cast<std::size_t>(label) >= classCount; });
        if (wrong != block.labels.end())
            return Error{ErrorCode::DataShape,
                         "picture " + std::to_string(wrong - block.labels.begin()) + " has the label " + std::to_string(*wrong) +
                             ", and there are " + std::to_string(classCount) + " classes",
                         path, "copy the files again from where they came"};
    }
    return {};
}

} // namespace

Result<TableDataset> datasetOfBlocks(std::vector<PictureBlock> training, std::vector<PictureBlock> test,
                                     std::vector<std::string> classNames, const PictureOptions& options) {
    const std::size_t trainingBlocks = training.size();
    std::ranges::move(test, std::back_inserter(training));
    if (const Result<void> checked = checkBlocks(training, classNames.size()); !checked) return checked.error();
    auto source = std::make_shared<MemoryPictures>(std::move(training));

    std::array<std::vector<std::int32_t>, 3> labels;
    std::array<std::vector<MemoryPictures::Place>, 3> places;
    for (std::size_t block = 0; block < source->blocks().size(); ++block) {
        const auto split = static_cast<std::size_t>(block < trainingBlocks ? Split::Training : Split::Test);
        const std::vector<std::int32_t>& own = source->blocks()[block].labels;
        labels[split].insert(labels[split].end(), own.begin(), own.end());
        for (std::size_t i = 0; i < own.size(); ++i) places[split].push_back({block, static_cast<std::int64_t>(i), 0});
    }
    TableDataset dataset;
    dataset.classNames = std::move(classNames);
    const auto origins = completeSplits(labels, dataset.classNames.size(), options.trainShare, options.seed, dataset.notes);
    if (!origins) return origins.error();
    for (const Split split : allSplits) {
        TableRows& rows = dataset.splits[static_cast<std::size_t>(split)];
        for (const RowOrigin& origin : (*origins)[static_cast<std::size_t>(split)]) {
            const MemoryPictures::Place place = places[origin.split][origin.row];
            rows.labels.push_back(labels[origin.split][origin.row]);
            rows.names.push_back(source->blocks()[place.block].title + " " + std::to_string(place.number));
            source->add(split, place);
        }
        rows.count = static_cast<std::int64_t>(rows.labels.size());
    }
    dataset.pictures = std::move(source);
    return dataset;
}

} // namespace epochlab::core
