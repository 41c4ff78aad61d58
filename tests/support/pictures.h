#pragma once

#include "base/random.h"
#include "data/picture_source.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace epochlab::test {

/// Pictures in memory, as they are.
class ListedPictures final : public core::PictureSource {
public:
    explicit ListedPictures(std::array<std::vector<core::Picture>, 3> pictures) : m_pictures(std::move(pictures)) {
        m_report.grey = true;
        for (const auto& split : m_pictures)
            for (const core::Picture& picture : split) m_report.addSize(picture.width, picture.height);
    }
    core::Result<core::Picture> picture(core::Split split, std::int64_t row) const override { return at(split, row); }
    core::PictureFile file(core::Split, std::int64_t) const override { return {}; }
    std::uint64_t contentHash(core::Split split, std::int64_t row) const override { return at(split, row).rgb[0]; }
    bool inMemory() const override { return true; }

private:
    const core::Picture& at(core::Split split, std::int64_t row) const {
        return m_pictures[static_cast<std::size_t>(split)][static_cast<std::size_t>(row)];
    }
    std::array<std::vector<core::Picture>, 3> m_pictures;
};

/// A grey square: a bright bar whose place and direction is the class's, in noise.
inline core::Picture barPicture(int side, int label, core::RandomStream& stream) {
    core::Picture picture{side, side, {}};
    const int place = (label / 2) * side / 2;
    for (int i = 0; i < side * side; ++i) {
        const int along = label % 2 == 0 ? i % side : i / side;
        const bool bright = along >= place && along < place + side / 4;
        const auto value = static_cast<std::uint8_t>((bright ? 120.0 : 40.0) + stream.uniform(0.0, 120.0));
        picture.rgb.insert(picture.rgb.end(), 3, value);
    }
    return picture;
}

/// Up to four classes that can be learnt, `side` pixels a side; classes take turns.
inline core::DatasetPointer makePictures(int side, std::int64_t training, std::int64_t validation, int classes) {
    auto data = std::make_shared<core::TableDataset>();
    std::array<std::vector<core::Picture>, 3> pictures;
    core::RandomStream stream({11, core::RandomPurpose::ToyData, 0, 0, 0});
    for (const auto& [split, count] : {std::pair(std::size_t{0}, training), std::pair(std::size_t{1}, validation)}) {
        data->splits[split].count = count;
        for (std::int64_t row = 0; row < count; ++row) {
            const int label = static_cast<int>(row) % classes;
            data->splits[split].labels.push_back(label);
            data->splits[split].names.push_back("picture " + std::to_string(row));
            pictures[split].push_back(barPicture(side, label, stream));
        }
    }
    for (int i = 0; i < classes; ++i) data->classNames.push_back(std::string(1, static_cast<char>('a' + i)));
    data->source = "bars";
    data->pictures = std::make_shared<const ListedPictures>(std::move(pictures));
    data->fingerprint = static_cast<std::uint64_t>(side * 1000 + training * 10 + classes);
    return data;
}

} // namespace epochlab::test
