#include "compare/confusion.h"

#include "compare/accuracy.h"

#include "verbs/compare_runs.h"
#include "verbs/json_text.h"
#include "verbs/mistakes.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace epochlab::app {
namespace {

using core::ConfusionMatrix;
using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;

/// One run's, or first minus second.
struct Question {
    std::vector<core::RunSummary> runs;
    core::PredictionPair pair;
    std::array<ConfusionMatrix, 2> matrices; ///< equal for a single run
    bool normalised = false;
    core::TableFormat format = core::TableFormat::Text;
    std::optional<core::GalleryCell> cell; ///< whose rows are asked for

    bool difference() const { return runs.size() == 2; }
};

Result<std::optional<core::GalleryCell>> cellOf(const Arguments& arguments, const Question& question) {
    if (!arguments.has("true") && !arguments.has("predicted")) return std::optional<core::GalleryCell>();
    if (!arguments.has("true") || !arguments.has("predicted"))
        return Error{ErrorCode::Usage, "a cell is named by both --true and --predicted", "", "write --true CLASS --predicted CLASS"};
    const Result<std::int32_t> truth = classFlag(arguments, "true", question.pair.classNames);
    if (!truth) return truth.error();
    const Result<std::int32_t> predicted = classFlag(arguments, "predicted", question.pair.classNames);
    if (!predicted) return predicted.error();
    const auto of = question.difference() ? core::GalleryCell::Of::Difference : core::GalleryCell::Of::Best;
    return std::optional(core::GalleryCell{of, *truth, *predicted});
}

Result<Question> questionOf(const Arguments& arguments, core::RunStore& store) {
    Question question;
    const Result<std::optional<core::Split>> split = splitFlag(arguments);
    if (!split) return split.error();
    const Result<core::TableFormat> format = formatOf(arguments);
    if (!format) return format.error();
    if (arguments.words.empty() || arguments.words.size() > 2)
        return Error{ErrorCode::Usage, "confusion takes one run, or two for their difference", "",
                     "write confusion RUN, or confusion RUN RUN"};
    for (const std::string& word : arguments.words) {
        const Result<core::RunSummary> run = store.find(word);
        if (!run) return run.error();
        question.runs.push_back(*run);
    }
    Result<core::PredictionPair> pair = core::loadPredictionPair(store, question.runs.front(), question.runs.back(), *split);
    if (!pair) return pair.error();
    question.pair = *std::move(pair);
    const auto classes = static_cast<std::int32_t>(question.pair.classNames.size());
    question.matrices = {ConfusionMatrix(question.pair.labels(), question.pair.best.predictions.classes, classes),
                         ConfusionMatrix(question.pair.labels(), question.pair.worst.predictions.classes, classes)};
    question.normalised = arguments.has("normalised");
    question.format = *format;
    const Result<std::optional<core::GalleryCell>> cell = cellOf(arguments, question);
    if (!cell) return cell.error();
    question.cell = *cell;
    return question;
}

/// [class][class] of whatever `cell` gives.
template <typename Cell> ordered_json gridJson(std::int32_t classes, const Cell& cell) {
    ordered_json grid = ordered_json::array();
    for (std::int32_t truth = 0; truth < classes; ++truth) {
        grid.push_back(ordered_json::array());
        for (std::int32_t predicted = 0; predicted < classes; ++predicted) grid.back().push_back(cell(truth, predicted));
    }
    return grid;
}

ordered_json runJson(const core::RunSummary& run, std::int64_t epoch, const ConfusionMatrix& matrix) {
    const core::Interval interval = core::wilsonInterval(matrix.accuracy(), matrix.total());
    return {{"run", run.id},
            {"name", run.name},
            {"epoch", epoch},
            {"rows", matrix.total()},
            {"right", matrix.right()},
            {"accuracy", numberOrNull(matrix.accuracy())},
            {"interval", {interval.low, interval.high}},
            {"counts", gridJson(matrix.classCount(), [&](auto t, auto p) { return ordered_json(matrix.count(t, p)); })},
            {"shares", gridJson(matrix.classCount(), [&](auto t, auto p) { return numberOrNull(matrix.share(t, p)); })}};
}

ordered_json jsonOf(const Question& question) {
    const auto& [first, second] = question.matrices;
    ordered_json document{{"split", core::splitName(question.pair.split())}, {"classes", question.pair.classNames}};
    document["runs"] = ordered_json::array({runJson(question.runs.front(), question.pair.best.epoch, first)});
    if (!question.difference()) return document;
    document["runs"].push_back(runJson(question.runs.back(), question.pair.worst.epoch, second));
    document["difference"] = {
        {"counts", gridJson(first.classCount(), [&](auto t, auto p) { return ordered_json(first.count(t, p) - second.count(t, p)); })},
        {"shares", gridJson(first.classCount(), [&](auto t, auto p) { return numberOrNull(first.share(t, p) - second.share(t, p)); })}};
    return document;
}

/// "NAME: 339 of 440 test rows right at epoch 1, 0.770 (95 %: 0.729–0.807)"
std::string sentenceOf(const Question& question, std::size_t which) {
    const ConfusionMatrix& matrix = question.matrices[which];
    std::array<char, 16> accuracy{};
    std::snprintf(accuracy.data(), accuracy.size(), "%.3f", matrix.accuracy());
    const std::int64_t epoch = (which == 0 ? question.pair.best : question.pair.worst).epoch;
    return titleOf(question.runs[which]) + ": " + std::to_string(matrix.right()) + " of " + std::to_string(matrix.total()) + " " +
           std::string(core::splitName(question.pair.split())) + " rows right at epoch " + std::to_string(epoch) + ", " + accuracy.data() +
           " (95 %: " + core::intervalText(core::wilsonInterval(matrix.accuracy(), matrix.total())) + ")";
}

void printCell(const Arguments& arguments, const Question& question) {
    const std::vector<std::size_t> rows = core::galleryRows(question.pair, {.cell = question.cell, .sort = core::GallerySort::FileOrder});
    if (arguments.json()) {
        const ordered_json document{{"split", core::splitName(question.pair.split())},
                                    {"true", arguments.get("true")},
                                    {"predicted", arguments.get("predicted")},
                                    {"items", itemsJson(question.pair, rows)}};
        printOut(jsonText(document));
        return;
    }
    const auto digits = question.format == core::TableFormat::Csv ? core::Digits::All : core::Digits::Three;
    printOut(core::write(core::galleryTable(question.pair, rows, nullptr, digits), question.format));
    printMessage(std::to_string(rows.size()) +
                 (question.difference() ? " rows that only one of the two answered so" : " rows in this cell"));
}

} // namespace

int runConfusion(const Arguments& arguments) {
    core::RunStore store = storeOf(arguments);
    const Result<Question> question = questionOf(arguments, store);
    if (!question) return failWith(question.error());
    if (question->cell) {
        printCell(arguments, *question);
        return 0;
    }
    if (arguments.json()) {
        printOut(jsonText(jsonOf(*question)));
        return 0;
    }
    const auto& [first, second] = question->matrices;
    const std::vector<std::string>& classes = question->pair.classNames;
    printOut(core::write(question->difference() ? core::confusionDifferenceTable(first, second, classes, question->normalised)
                                                : core::confusionTable(first, classes, question->normalised),
                         question->format));
    for (std::size_t run = 0; run < question->runs.size(); ++run) printMessage(sentenceOf(*question, run));
    return 0;
}

} // namespace epochlab::app
