#include "compare/gallery_set.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace epochlab::core {
namespace {

constexpr std::array<GalleryWord<GalleryKind>, 4> kinds{{{"best-right", "best right, worst wrong", GalleryKind::BestRightWorstWrong},
                                                         {"both-wrong", "both wrong", GalleryKind::BothWrong},
                                                         {"worst-right", "best wrong, worst right", GalleryKind::WorstRightBestWrong},
                                                         {"both-right", "both right", GalleryKind::BothRight}}};
constexpr std::array<GalleryWord<GallerySort>, 5> sorts{{{"wrong-confidence", "the wrong one's confidence", GallerySort::WrongConfidence},
                                                         {"right-confidence", "the right one's confidence", GallerySort::RightConfidence},
                                                         {"file", "order in the data", GallerySort::FileOrder},
                                                         {"name", "name", GallerySort::Name},
                                                         {"class", "true class", GallerySort::TrueClass}}};

GalleryKind kindOf(const PredictionPair& pair, std::size_t row) {
    if (pair.bestRight(row)) return pair.worstRight(row) ? GalleryKind::BothRight : GalleryKind::BestRightWorstWrong;
    return pair.worstRight(row) ? GalleryKind::WorstRightBestWrong : GalleryKind::BothWrong;
}

bool inCell(const PredictionPair& pair, const GalleryCell& cell, std::size_t row) {
    if (pair.labels()[row] != cell.truth) return false;
    const bool best = pair.best.predictions.classes[row] == cell.predicted;
    const bool worst = pair.worst.predictions.classes[row] == cell.predicted;
    if (cell.of == GalleryCell::Of::Difference) return best != worst;
    return cell.of == GalleryCell::Of::Best ? best : worst;
}

float confidenceOf(const PredictionPair& pair, std::size_t row, bool wrong) {
    const bool alone = pair.bestRight(row) != pair.worstRight(row);
    const bool ofWorst = alone ? pair.worstRight(row) != wrong : wrong;
    return (ofWorst ? pair.worst : pair.best).predictions.confidences[row];
}

void sortRows(std::vector<std::size_t>& rows, const PredictionPair& pair, GallerySort sort) {
    if (sort == GallerySort::WrongConfidence || sort == GallerySort::RightConfidence) {
        const bool wrong = sort == GallerySort::WrongConfidence;
        std::ranges::stable_sort(rows, std::greater<>(), [&](std::size_t row) { return confidenceOf(pair, row, wrong); });
    } else if (sort == GallerySort::Name && !pair.names().empty()) {
        std::ranges::stable_sort(rows, {}, [&](std::size_t row) -> const std::string& { return pair.names()[row]; });
    } else if (sort == GallerySort::TrueClass) {
        std::ranges::stable_sort(rows, {}, [&](std::size_t row) { return pair.labels()[row]; });
    }
}

/// All digits: the shortest text that reads back to the same number.
TextTable::Cell numberCell(float value, Digits digits) {
    std::array<char, 64> text{};
    char* const end = digits == Digits::All ? std::to_chars(text.data(), text.data() + text.size(), value).ptr
                                            : text.data() + std::snprintf(text.data(), text.size(), "%.3f", double{value});
    return {{text.data(), end}, false, true};
}

void addAnswer(std::vector<TextTable::Cell>& cells, const PredictionPair& pair, const PredictedRows& model, std::size_t row,
               Digits digits) {
    const SplitPredictions& answers = model.predictions;
    cells.push_back({pair.classNames[static_cast<std::size_t>(answers.classes[row])]});
    cells.push_back(numberCell(answers.confidences[row], digits));
    cells.push_back(numberCell(answers.truthProbabilities[row], digits));
}

std::vector<TextTable::Cell> headerOf(const PredictionPair& pair, std::span<const std::string> features) {
    std::vector<TextTable::Cell> header{{"row", false, true}, {"name"}, {"class"}};
    for (const std::string model : {"best_", "worst_"}) {
        if (pair.single && model == "worst_") break;
        const std::string prefix = pair.single ? "" : model;
        header.push_back({prefix + "predicted"});
        header.push_back({prefix + "confidence", false, true});
        header.push_back({prefix + "class_probability", false, true});
    }
    for (const std::string& feature : features) header.push_back({feature, false, true});
    return header;
}

} // namespace

std::string rowName(const std::vector<std::string>& names, std::size_t row) {
    return row < names.size() ? names[row] : "row " + std::to_string(row + 1);
}

std::string PredictionPair::nameOf(std::size_t row) const { return rowName(names(), row); }

std::span<const GalleryWord<GalleryKind>> galleryKinds() { return kinds; }
std::span<const GalleryWord<GallerySort>> gallerySorts() { return sorts; }

std::vector<std::size_t> galleryRows(const PredictionPair& pair, const GalleryQuestion& question) {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < pair.rows(); ++row) {
        if (question.trueClass >= 0 && pair.labels()[row] != question.trueClass) continue;
        if (question.cell ? inCell(pair, *question.cell, row) : kindOf(pair, row) == question.kind) rows.push_back(row);
    }
    sortRows(rows, pair, question.sort);
    return rows;
}

std::array<std::size_t, 4> galleryCounts(const PredictionPair& pair, std::int32_t trueClass) {
    std::array<std::size_t, 4> counts{};
    for (std::size_t row = 0; row < pair.rows(); ++row)
        if (trueClass < 0 || pair.labels()[row] == trueClass) ++counts[static_cast<std::size_t>(kindOf(pair, row))];
    return counts;
}

TextTable galleryTable(const PredictionPair& pair, std::span<const std::size_t> rows, const TableDataset* features, Digits digits) {
    const std::size_t width = features && !features->pictures ? features->featureNames.size() : 0;
    TextTable table{headerOf(pair, width > 0 ? std::span(features->featureNames) : std::span<const std::string>()), {}};
    for (const std::size_t row : rows) {
        std::vector<TextTable::Cell>& cells = table.rows.emplace_back();
        cells.push_back({std::to_string(row + 1), false, true});
        cells.push_back({row < pair.names().size() ? pair.names()[row] : std::string()});
        cells.push_back({pair.classNames[static_cast<std::size_t>(pair.labels()[row])]});
        addAnswer(cells, pair, pair.best, row, digits);
        if (!pair.single) addAnswer(cells, pair, pair.worst, row, digits);
        for (std::size_t i = 0; i < width; ++i) cells.push_back(numberCell(features->rows(pair.split()).features[row * width + i], digits));
    }
    return table;
}

} // namespace epochlab::core
