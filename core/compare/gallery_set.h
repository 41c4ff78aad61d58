#pragma once

#include "compare/table_text.h"
#include "store/prediction_rows.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace epochlab::core {

/// What a row is called: its name, or "row 17", counted from 1.
std::string rowName(const std::vector<std::string>& names, std::size_t row);

/// What the best epochs of two runs answered for the same rows. A plain value.
struct PredictionPair {
    std::vector<std::string> classNames;
    PredictedRows best;
    PredictedRows worst;
    bool single = false; ///< both are of one run

    const std::vector<std::int32_t>& labels() const { return best.labels; }
    const std::vector<std::string>& names() const { return best.names; } ///< [rows] or empty
    std::size_t rows() const { return best.labels.size(); }
    Split split() const { return best.predictions.split; }
    bool bestRight(std::size_t row) const { return best.predictions.classes[row] == labels()[row]; }
    bool worstRight(std::size_t row) const { return worst.predictions.classes[row] == labels()[row]; }
    std::string nameOf(std::size_t row) const;
};

/// Which rows, by who is right. BestRightWorstWrong is {i : best(i) = y ∧ worst(i) ≠ y}.
enum class GalleryKind { BestRightWorstWrong, BothWrong, WorstRightBestWrong, BothRight };
/// By the confidence of the one that is wrong (the worst run's where both or none are), of the one that is right (likewise the best run's),
/// both from the highest down; as in the data; by name; by true class.
enum class GallerySort { WrongConfidence, RightConfidence, FileOrder, Name, TrueClass };

/// A cell of a confusion matrix: of one run, or of their difference, whose rows are those that only one of the two answered so.
struct GalleryCell {
    enum class Of { Best, Worst, Difference };
    Of of = Of::Best;
    std::int32_t truth = 0;
    std::int32_t predicted = 0;
    bool operator==(const GalleryCell&) const = default;
};

struct GalleryQuestion {
    GalleryKind kind = GalleryKind::BestRightWorstWrong;
    std::optional<GalleryCell> cell{}; ///< its rows instead of the kind's
    std::int32_t trueClass = -1;       ///< of this class alone; −1: of all
    GallerySort sort = GallerySort::WrongConfidence;
};

template <typename Value> struct GalleryWord {
    std::string_view word;  ///< of the command line: "best-right"
    std::string_view words; ///< for people: "best right, worst wrong"
    Value value;
};
/// In the order of the enumerations.
std::span<const GalleryWord<GalleryKind>> galleryKinds();
std::span<const GalleryWord<GallerySort>> gallerySorts();

/// The rows in the order asked for; what is equal stands as in the data.
std::vector<std::size_t> galleryRows(const PredictionPair& pair, const GalleryQuestion& question);
/// So many rows of each kind, in the order of the enumeration, of a class or (−1) of all.
std::array<std::size_t, 4> galleryCounts(const PredictionPair& pair, std::int32_t trueClass);

enum class Digits { Three, All };
/// These rows in this order: what they are and what the models answered; of a single run its answers once. features (may be null): the data
/// set of the rows; the values of a table stand behind.
TextTable galleryTable(const PredictionPair& pair, std::span<const std::size_t> rows, const TableDataset* features, Digits digits);

} // namespace epochlab::core
