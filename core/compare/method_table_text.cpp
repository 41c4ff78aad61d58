#include "compare/method_table_text.h"

#include "base/number_text.h"
#include "run/sweep.h"

#include <cmath>
#include <functional>

namespace epochlab::core {
namespace {

using Cells = std::vector<TextTable::Cell>;

std::string stateWords(TableCell::State state) {
    switch (state) {
    case TableCell::State::Waiting: return "waiting";
    case TableCell::State::Running: return "running";
    case TableCell::State::Diverged: return "diverged";
    case TableCell::State::Failed: return "failed";
    case TableCell::State::Stopped: return "stopped";
    case TableCell::State::Unknown: return "–";
    case TableCell::State::Measured: return "measured";
    case TableCell::State::NotRun: break;
    }
    return "not run";
}

bool isMeasured(const TableCell& cell) { return cell.state == TableCell::State::Measured; }

void forEachMeasured(const MethodTable& table, const std::function<void(const TableCell&)>& take) {
    for (const TableRow& row : table.rows)
        for (const TableCell& cell : row.cells)
            if (isMeasured(cell)) take(cell);
}

/// All digits; empty where there is no number.
std::string exact(double value) { return std::isfinite(value) ? exactText(value) : std::string(); }

std::string seedsText(std::int64_t seeds) { return seeds == 1 ? "one seed" : std::to_string(seeds) + " seeds"; }

std::string epochsText(const std::vector<std::int64_t>& epochs) {
    if (epochs.size() == 1) return "epoch " + std::to_string(epochs.front());
    return "epochs " + std::to_string(epochs.front()) + "–" + std::to_string(epochs.back());
}

void append(std::string& text, const std::string& part, const char* between = ", ") {
    if (!part.empty()) text += (text.empty() ? "" : between) + part;
}

TextTable::Cell number(std::string text) { return {std::move(text), false, true}; }

Cells numbersOf(const MethodTable& table, const TableRow& row, std::size_t column) {
    const TableCell& cell = row.cells[column];
    const auto flag = [&cell](bool set) { return number(!isMeasured(cell) ? "" : set ? "1" : "0"); };
    Cells cells{{row.label}, {row.spanning ? "" : table.columns[column]}, {stateWords(cell.state)}};
    for (const std::int64_t count :
         {static_cast<std::int64_t>(cell.members.size()), cell.value.count, cell.diverged, cell.failed, cell.early})
        cells.push_back(number(std::to_string(count)));
    for (const double value : {cell.value.mean, cell.value.deviation}) cells.push_back(number(isMeasured(cell) ? exact(value) : ""));
    cells.push_back(number(cell.rows > 0 ? std::to_string(cell.rows) : ""));
    cells.push_back(number(cell.interval ? exact(cell.interval->low) : ""));
    cells.push_back(number(cell.interval ? exact(cell.interval->high) : ""));
    cells.push_back(number(cell.epochs.empty() ? "" : std::to_string(cell.epochs.front())));
    cells.push_back(number(cell.epochs.empty() ? "" : std::to_string(cell.epochs.back())));
    cells.push_back(flag(cell.isBest));
    cells.push_back(flag(cell.isLikeBest));
    cells.push_back(flag(cell.isChance));
    cells.push_back(number(cell.p ? exact(*cell.p) : ""));
    return cells;
}

std::string chanceWords(const MethodTable& table) {
    if (table.classes == 0) return "what guessing reaches";
    const double chance = 1.0 / static_cast<double>(table.classes);
    const std::string words = spreadText({1, chance, 0.0}) + " (one of " + std::to_string(table.classes) + " classes)";
    const std::string majority = spreadText({1, table.majority, 0.0});
    return majority == spreadText({1, chance, 0.0}) ? words : words + " or " + majority + " (the largest class)";
}

} // namespace

SharedFacts sharedFacts(const MethodTable& table) {
    SharedFacts shared;
    bool first = true;
    forEachMeasured(table, [&](const TableCell& cell) {
        const auto keep = [first](std::optional<std::int64_t>& fact, std::optional<std::int64_t> own) {
            if (first || fact != own) fact = first ? own : std::nullopt;
        };
        keep(shared.rows, cell.rows > 0 ? std::optional(cell.rows) : std::nullopt);
        keep(shared.seeds, cell.value.count);
        keep(shared.epoch, cell.epochs.size() == 1 ? std::optional(cell.epochs.front()) : std::nullopt);
        first = false;
    });
    return shared;
}

std::string cellValue(const TableCell& cell) { return isMeasured(cell) ? spreadText(cell.value) : stateWords(cell.state); }

std::string cellInterval(const TableCell& cell) {
    std::string text = cell.interval ? intervalText(*cell.interval) : "";
    if (cell.isChance) append(text, "≈ chance", " ");
    if (cell.isLikeBest) append(text, "≈ best", " ");
    return text;
}

std::string cellFacts(const TableCell& cell, const SharedFacts& shared) {
    std::string text;
    const std::string all = std::to_string(cell.members.size());
    if (isMeasured(cell)) {
        if (!shared.rows && cell.rows > 0) append(text, "n = " + std::to_string(cell.rows));
        if (!shared.seeds) append(text, seedsText(cell.value.count));
    }
    if (cell.members.size() > 1 || isMeasured(cell)) {
        if (cell.diverged > 0) append(text, std::to_string(cell.diverged) + " of " + all + " diverged");
        if (cell.failed > 0) append(text, std::to_string(cell.failed) + " of " + all + " failed");
    }
    if (cell.early > 0)
        append(text, cell.members.size() == 1 ? "stopped early" : std::to_string(cell.early) + " of " + all + " stopped early");
    if (isMeasured(cell) && !shared.epoch) append(text, epochsText(cell.epochs));
    if (!cell.members.empty() && !cell.missing.empty()) append(text, std::to_string(cell.missing.size()) + " not run");
    return text;
}

std::string missingWords(const MethodTable& table, const TableRow& row, std::size_t column) {
    return "not run: " + row.label + (row.spanning ? "" : ", " + table.columnsTitle + " " + table.columns[column]);
}

std::string commandOf(const TableCell& cell) {
    if (cell.missing.empty()) return "";
    if (cell.missing.size() == 1) return commandLine(cell.missing.front());
    Sweep sweep;
    sweep.base = cell.missing.front();
    sweep.base.reset("seed");
    GridAxis seeds{.id = "seed", .values = {}, .where = {}};
    for (const ParamSet& config : cell.missing) seeds.values.push_back(config.value("seed"));
    sweep.grid.push_back(std::move(seeds));
    return sweepCommandLine(sweep);
}

std::string titleOf(const MethodTable& table) { return table.rowsTitle + " × " + table.columnsTitle; }

std::string subtitleOf(const MethodTable& table) {
    const SharedFacts shared = sharedFacts(table);
    std::string text = table.metric.words() + " at the validation-best epoch";
    bool several = false;
    forEachMeasured(table, [&](const TableCell& cell) { several = several || cell.value.count > 1; });
    if (several) text += ", mean ± std over seeds";
    if (shared.rows) text += " · n = " + std::to_string(*shared.rows);
    if (shared.seeds) text += " · " + seedsText(*shared.seeds);
    if (shared.epoch) text += " · best epoch " + std::to_string(*shared.epoch);
    return text;
}

std::string legendOf(const MethodTable& table, BestMark mark) {
    bool intervals = false, chance = false, likeBest = false, best = false, seeds = false;
    forEachMeasured(table, [&](const TableCell& cell) {
        intervals = intervals || cell.interval;
        chance = chance || cell.isChance;
        likeBest = likeBest || cell.isLikeBest;
        best = best || cell.isBest;
        seeds = seeds || cell.value.count > 1;
    });
    std::string text;
    if (best && mark == BestMark::Bold) append(text, "bold: the best");
    if (intervals) append(text, std::string("below: 95 % Wilson interval") + (seeds ? " of the mean" : ""), "; ");
    if (chance) append(text, "≈ chance: it holds " + chanceWords(table), "; ");
    if (likeBest)
        append(text, std::string("≈ best: not told from the best at 5 % (McNemar on the same rows") + (seeds ? ", Welch over seeds)" : ")"),
               "; ");
    if (table.dataSets > 1)
        append(text, "the runs answered " + std::to_string(table.dataSets) + " kinds of rows: only equal ones are compared", "; ");
    if (table.steered > 0)
        append(text,
               std::to_string(table.steered) + (table.steered == 1 ? " run" : " runs") +
                   " left out: the learning rate was changed on the way",
               "; ");
    return text;
}

TextTable methodTableText(const MethodTable& table, BestMark mark) {
    const SharedFacts shared = sharedFacts(table);
    TextTable text;
    const bool wide = !table.columns.empty();
    text.header.push_back({wide ? table.rowsTitle + " \\ " + table.columnsTitle : table.rowsTitle});
    for (const std::string& column : table.columns) text.header.push_back(number(column));
    if (!wide) text.header.push_back(number(table.metric.words()));
    for (const TableRow& row : table.rows) {
        Cells cells{{row.label}};
        for (const TableCell& cell : row.cells) {
            cells.push_back({cellValue(cell), cell.isBest, true});
            const std::string best = cell.isBest && mark == BestMark::Word ? cell.interval ? " best" : "best" : "";
            for (const std::string& line : {cellInterval(cell) + best, cellFacts(cell, shared)})
                if (!line.empty()) cells.back().below.push_back(line);
            if (row.spanning && wide) cells.back().span = table.columns.size();
        }
        text.rows.push_back(std::move(cells));
    }
    return text;
}

TextTable methodTableNumbers(const MethodTable& table) {
    const std::string& series = table.metric.series;
    TextTable numbers{.header = {{table.rowsTitle}, {table.columnsTitle}, {"state"}}, .rows = {}};
    for (const std::string& name :
         {std::string("runs"), std::string("seeds"), std::string("diverged"), std::string("failed"), std::string("stopped_early"),
          series + "_mean", series + "_std", std::string("rows"), std::string("interval_low"), std::string("interval_high"),
          std::string("best_epoch_first"), std::string("best_epoch_last"), std::string("best"), std::string("like_best"),
          std::string("like_chance"), std::string("mcnemar_p")})
        numbers.header.push_back(number(name));
    for (const TableRow& row : table.rows)
        for (std::size_t column = 0; column < row.cells.size(); ++column) numbers.rows.push_back(numbersOf(table, row, column));
    return numbers;
}

std::string write(const MethodTable& table, TableFormat format) {
    if (format == TableFormat::Csv) return write(methodTableNumbers(table), format);
    const BestMark mark = format == TableFormat::Text ? BestMark::Word : BestMark::Bold;
    return write(methodTableText(table, mark), format, titleOf(table) + ": " + subtitleOf(table), legendOf(table, mark));
}

} // namespace epochlab::core
