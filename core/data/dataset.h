#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

enum class Split { Training, Validation, Test };
inline constexpr std::array<Split, 3> allSplits{Split::Training, Split::Validation, Split::Test};
std::string_view splitName(Split split); ///< "training", "validation", "test"

class PictureSource; // data/picture_source.h

/// The rows of one split.
struct TableRows {
    std::int64_t count = 0;
    std::vector<float> features;      ///< [count × featureCount], row by row, raw units
    std::vector<std::int32_t> labels; ///< [count], index into classNames
    std::vector<std::string> names;   ///< [count] or empty: what a row is called ("Turku", "train/real/17.jpg")
};

/// A classification data set: a table in memory, or pictures, whose rows have labels and names but no features. Immutable once made; shared
/// between threads by shared_ptr<const TableDataset>.
struct TableDataset {
    std::string name;        ///< "European cities", "moons", "cities.csv"
    std::string source;      ///< what `data` was: "cities", "toy:moons", a path
    std::string attribution; ///< licence line to show, or empty
    std::vector<std::string> featureNames;
    std::vector<std::string> classNames;
    std::array<TableRows, 3> splits; ///< indexed by Split
    bool geographic = false;         ///< features are (longitude, latitude) in degrees
    std::uint64_t fingerprint = 0;   ///< of features (names and contents of pictures), labels and split; equal data, equal number
    std::vector<std::string> notes;  ///< what reading did: "3 rows skipped", "decimal comma"
    std::shared_ptr<const PictureSource> pictures; ///< null: a table

    std::int64_t featureCount() const { return static_cast<std::int64_t>(featureNames.size()); }
    std::int64_t classCount() const { return static_cast<std::int64_t>(classNames.size()); }
    const TableRows& rows(Split split) const { return splits[static_cast<std::size_t>(split)]; }
};

using DatasetPointer = std::shared_ptr<const TableDataset>;

/// FNV-1a over shapes, features, labels of all splits; of pictures over classes, names and contents too.
std::uint64_t fingerprintOf(const TableDataset& dataset);
std::string fingerprintText(std::uint64_t fingerprint); ///< 16 hexadecimal digits

} // namespace epochlab::core
