#include "compare/method_table_text.h"
#include "compare/stored_comparison.h"
#include "params/model_fields.h"
#include "report/figure_parts.h"

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

struct Place {
    const TableRow* row;
    const TableCell* cell;
    std::size_t column;
};

/// Every measured cell.
std::vector<Place> measuredIn(const MethodTable& table) {
    std::vector<Place> places;
    for (const TableRow& row : table.rows)
        for (std::size_t column = 0; column < row.cells.size(); ++column)
            if (row.cells[column].state == TableCell::State::Measured) places.push_back({&row, &row.cells[column], column});
    return places;
}

std::string placeWords(const MethodTable& table, const Place& place) {
    std::string text = place.row->label;
    if (!place.row->spanning) text += ", " + table.columnsTitle + " " + table.columns[place.column];
    text += " (" + cellValue(*place.cell);
    if (place.cell->interval) text += ", 95 % " + intervalText(*place.cell->interval);
    return text + ")";
}

std::string tableReading(const MethodTable& table) {
    const std::vector<Place> places = measuredIn(table);
    if (places.empty()) return "No cell is measured yet.";
    const auto best = std::ranges::find_if(places, [](const Place& place) { return place.cell->isBest; });
    if (best == places.end()) return std::to_string(places.size()) + " cells are measured.";
    return "Best " + table.metric.words() + ": " + placeWords(table, *best) + ".";
}

std::string marksReading(const MethodTable& table) {
    const std::vector<Place> places = measuredIn(table);
    const auto alike = std::ranges::count_if(places, [](const Place& place) { return place.cell->isLikeBest; });
    const auto chance = std::ranges::count_if(places, [](const Place& place) { return place.cell->isChance; });
    if (places.size() < 2) return {};
    return "Of " + std::to_string(places.size()) + " cells " + std::to_string(alike) + " cannot be told from the best, and " +
           std::to_string(chance) + " not from guessing.";
}

/// The table's runs, with those of the plan that are to come.
Result<std::vector<TabledRun>> tabledRuns(const FigureAsk& ask, const Metric& metric) {
    std::vector<TabledRun> runs;
    for (const PlannedRun& run : ask.missing)
        runs.push_back({.run = {.id = {}, .name = {}, .config = withThreads(run.config), .state = plannedState}});
    for (const FigureRun& run : ask.runs) {
        Result<TabledRun> tabled = loadTabledRun(ask.store, run.summary, metric);
        if (!tabled) return tabled.error();
        runs.push_back(*std::move(tabled));
    }
    return runs;
}

struct RunColumn {
    const char* metric;
    int digits;
};
constexpr RunColumn runColumns[] = {{"best_epoch", 0},    {"training_accuracy", 3}, {"validation_accuracy", 3},
                                    {"test_accuracy", 3}, {"validation_loss", 3},   {"seconds_per_epoch", 3}};

TextTable runTable(const FigureRuns& runs, bool exact) {
    TextTable table{.header = {{.text = "run"}}, .rows = {}};
    for (const RunColumn& column : runColumns)
        table.header.push_back({.text = exact ? column.metric : metricWords(column.metric), .bold = false, .number = true});
    table.header.push_back({.text = "end"});
    const NumberCells cellsOf(exact ? TableFormat::Csv : TableFormat::Text);
    double best = -1.0;
    for (const FigureRun& run : runs) best = std::max(best, run.run.best ? run.run.best->validationAccuracy : -1.0);
    for (const FigureRun& run : runs) {
        std::vector<TextTable::Cell> cells{{.text = run.label}};
        for (const RunColumn& column : runColumns) {
            cells.push_back(cellsOf.number(figureValue(run.run, column.metric), column.digits));
            cells.back().bold =
                run.run.best && run.run.best->validationAccuracy == best && column.metric == std::string("validation_accuracy");
        }
        cells.push_back({.text = run.run.state});
        table.rows.push_back(std::move(cells));
    }
    return table;
}

std::string runsReading(const FigureRuns& runs) {
    const std::vector<const FigureRun*> ends = bestAndWorst(runs);
    if (ends.empty()) return "No run has a best epoch yet.";
    const auto words = [](const FigureRun& run) {
        return run.label + " (validation " + fixedText(figureValue(run.run, "validation_accuracy")) + ", test " +
               fixedText(figureValue(run.run, "test_accuracy")) + ", training " + fixedText(figureValue(run.run, "training_accuracy")) +
               ")";
    };
    if (ends.size() == 1) return "Accuracy at the best epoch: " + words(*ends.front()) + ".";
    return "Best by validation accuracy: " + words(*ends.front()) + "; worst: " + words(*ends.back()) + ".";
}

} // namespace

FigureList tableFigure(const FigureAsk& ask) {
    if (ask.runs.empty()) return emptyFigure(ask, "There is no run to show yet.");
    const RecipeTable wanted = ask.figure.table ? *ask.figure.table : ask.table ? *ask.table : RecipeTable{};
    TableQuestion question{Metric{wanted.metric}, wanted.rows, wanted.columns};
    const bool measures =
        std::ranges::any_of(ask.runs, [&](const FigureRun& run) { return std::isfinite(valueAtBest(run.run, question.metric)); });
    if (!measures) question.metric.series = "validation_accuracy"; // data without test rows
    const Result<std::vector<TabledRun>> runs = tabledRuns(ask, question.metric);
    if (!runs) return runs.error();
    const MethodTable table = methodTable(*runs, question);
    Figure figure = namedFigure(ask);
    figure.caption = captionFor(ask, ask.runs, table.metric.words(), "", subtitleOf(table));
    figure.reading = readingWith(ask, tableReading(table), marksReading(table));
    figure.content = TableFigure{.people = methodTableText(table), .numbers = methodTableNumbers(table), .legend = legendOf(table)};
    return std::vector<Figure>{std::move(figure)};
}

FigureList runsFigure(const FigureAsk& ask) {
    if (ask.runs.empty()) return emptyFigure(ask, "There is no run to show yet.");
    Figure figure = namedFigure(ask);
    figure.caption = captionFor(ask, ask.runs, "what the best epoch reached", "");
    figure.reading = readingWith(ask, runsReading(ask.runs));
    figure.content = TableFigure{.people = runTable(ask.runs, false),
                                 .numbers = runTable(ask.runs, true),
                                 .legend = "at the epoch with the best validation accuracy, which stands in bold"};
    return std::vector<Figure>{std::move(figure)};
}

} // namespace epochlab::core
