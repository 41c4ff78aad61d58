#include "verbs/method_table.h"

#include "compare/method_table_text.h"
#include "compare/stored_comparison.h"
#include "verbs/compare_runs.h"
#include "verbs/json_text.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

#include <algorithm>
#include <cmath>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;

constexpr std::size_t mostCommands = 20; ///< on a terminal; --json has all

Result<std::vector<core::TabledRun>> loadRuns(core::RunStore& store, const std::vector<core::RunSummary>& found,
                                              const core::Metric& metric) {
    std::vector<core::TabledRun> runs;
    for (const core::RunSummary& run : found) {
        Result<core::TabledRun> tabled = core::loadTabledRun(store, run, metric);
        if (!tabled) return tabled.error();
        runs.push_back(*std::move(tabled));
    }
    return runs;
}

Result<std::string> fieldOf(const Arguments& arguments, const std::string& flag, const std::string& otherwise) {
    if (!arguments.has(flag)) return otherwise;
    if (const core::ParamSpec* field = core::mlpParams().find(arguments.get(flag)); field && field->id != "seed") return field->id;
    return Error{ErrorCode::Usage, "--" + flag + " is none of the fields that tell runs apart", arguments.get(flag),
                 "name one of epochlab-cli params mlp, but not the seed, which is averaged over"};
}

std::string stateName(const core::TableCell& cell) {
    std::string name = cell.state == core::TableCell::State::Measured ? "measured" : core::cellValue(cell);
    std::ranges::replace(name, ' ', '-');
    return name;
}

ordered_json jsonOf(const core::MethodTable& table, const core::TableRow& row, std::size_t column,
                    const std::vector<core::TabledRun>& runs) {
    const core::TableCell& cell = row.cells[column];
    ordered_json json{{"column", row.spanning ? ordered_json() : ordered_json(table.columns[column])},
                      {"state", stateName(cell)},
                      {"runs", ordered_json::array()},
                      {"seeds", cell.value.count},
                      {"mean", numberOrNull(cell.value.mean)},
                      {"std", numberOrNull(cell.value.deviation)},
                      {"rows", cell.rows},
                      {"interval_95", nullptr},
                      {"best_epochs", cell.epochs},
                      {"best", cell.isBest},
                      {"like_best", cell.isLikeBest},
                      {"like_chance", cell.isChance},
                      {"mcnemar_p", nullptr},
                      {"diverged", cell.diverged},
                      {"failed", cell.failed},
                      {"stopped_early", cell.early}};
    for (const std::size_t member : cell.members) json["runs"].push_back(runs[member].run.id);
    if (cell.interval) json["interval_95"] = {cell.interval->low, cell.interval->high};
    if (cell.p) json["mcnemar_p"] = *cell.p;
    if (!cell.missing.empty()) json["command"] = core::commandOf(cell);
    return json;
}

ordered_json jsonOf(const core::MethodTable& table, const std::vector<core::TabledRun>& runs) {
    ordered_json document{{"metric", table.metric.series},       {"title", core::titleOf(table)}, {"rows_field", table.rowsTitle},
                          {"columns_field", table.columnsField}, {"columns", table.columns},      {"classes", table.classes},
                          {"majority", table.majority},          {"rows", ordered_json::array()}, {"legend", core::legendOf(table)}};
    for (const core::TableRow& row : table.rows) {
        ordered_json cells = ordered_json::array();
        for (std::size_t column = 0; column < row.cells.size(); ++column) cells.push_back(jsonOf(table, row, column, runs));
        document["rows"].push_back({{"label", row.label}, {"spanning", row.spanning}, {"cells", std::move(cells)}});
    }
    return document;
}

void printMissing(const core::MethodTable& table) {
    std::size_t count = 0;
    for (const core::TableRow& row : table.rows)
        for (std::size_t column = 0; column < row.cells.size(); ++column) {
            const std::string command = core::commandOf(row.cells[column]);
            if (command.empty() || ++count > mostCommands) continue;
            printMessage(core::missingWords(table, row, column) + ": " + command);
        }
    if (count > mostCommands) printMessage("and " + std::to_string(count - mostCommands) + " more cells; --json has all commands");
}

bool measures(const std::vector<core::TabledRun>& runs, const core::Metric& metric) {
    return std::ranges::any_of(runs, [&](const core::TabledRun& run) { return std::isfinite(core::valueAtBest(run.run, metric)); });
}

} // namespace

int printMethodTable(core::RunStore& store, const std::vector<core::RunSummary>& found, const core::TableQuestion& question,
                     const Arguments& arguments) {
    const Result<core::TableFormat> format = formatOf(arguments);
    if (!format) return failWith(format.error());
    core::TableQuestion asked = question;
    Result<std::vector<core::TabledRun>> runs = loadRuns(store, found, asked.metric);
    if (runs && !arguments.has("metric") && !measures(*runs, asked.metric)) { // data without test rows
        asked.metric.series = "validation_accuracy";                          // which every best epoch has
        for (std::size_t i = 0; i < found.size(); ++i) {
            Result<std::shared_ptr<const core::AnsweredRows>> answers = core::loadAnsweredRows(store, found[i], asked.metric);
            if (!answers) return failWith(answers.error());
            (*runs)[i].answers = *std::move(answers);
        }
    }
    if (!runs) return failWith(runs.error());
    if (arguments.has("metric") && !measures(*runs, asked.metric))
        return failWith({ErrorCode::Usage, "none of the runs has measured that at its best epoch", asked.metric.series,
                         "write --metric test_accuracy, validation_accuracy or validation_loss"});
    const core::MethodTable table = core::methodTable(*runs, asked);
    if (arguments.json()) {
        printOut(jsonText(jsonOf(table, *runs)));
        return 0;
    }
    printOut(core::write(table, *format));
    printMissing(table);
    return 0;
}

void printRecipeTable(core::RunStore& store, const core::Recipe& recipe, const std::vector<core::RunId>& ids, bool json) {
    std::vector<core::RunSummary> found;
    std::string command = "epochlab-cli table";
    for (const core::RunId& id : ids) {
        const Result<core::RunSummary> run = store.find(id);
        if (!run) continue; // it never started
        found.push_back(*run);
        command += " " + id;
    }
    const core::TableQuestion question{{recipe.table->metric}, recipe.table->rows, recipe.table->columns};
    const Result<std::vector<core::TabledRun>> runs = loadRuns(store, found, question.metric);
    if (!runs) return static_cast<void>(failWith(runs.error()));
    const core::MethodTable table = core::methodTable(*runs, question);
    if (json) {
        ordered_json line{{"event", "recipe_table"}, {"recipe", recipe.name}};
        line.update(jsonOf(table, *runs));
        return printOut(jsonLine(line));
    }
    printOut(core::write(table, core::TableFormat::Text) + "\n");
    if (!recipe.table->rows.empty()) command += " --rows " + recipe.table->rows;
    printMessage("this table again: " + command + " --columns " + recipe.table->columns + " --metric " + recipe.table->metric);
}

int runTable(const Arguments& arguments) {
    core::TableQuestion question;
    const Result<std::string> rows = fieldOf(arguments, "rows", question.rows);
    if (!rows) return failWith(rows.error());
    const Result<std::string> columns = fieldOf(arguments, "columns", question.columns);
    if (!columns) return failWith(columns.error());
    if (*rows == *columns)
        return failWith({ErrorCode::Usage, "rows and columns are the same field", *rows, "name another field with --rows"});
    question.rows = *rows;
    question.columns = *columns;
    if (arguments.has("metric")) question.metric.series = arguments.get("metric");
    core::RunStore store = storeOf(arguments);
    const Result<std::vector<core::RunSummary>> runs = chosenRuns(arguments, store, 0);
    if (!runs) return failWith(runs.error());
    printNotices(store);
    return printMethodTable(store, *runs, question, arguments);
}

} // namespace epochlab::app
