#include "exchange/csv_log.h"

#include "data/csv_detect.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>

namespace epochlab::core {
namespace {

// Best first: where there are steps and epochs, the steps are the finer ones.
constexpr std::array<std::string_view, 8> stepNames{"step", "global_step", "iteration", "iter", "epoch", "epochs", "batch", "round"};
constexpr std::array<std::string_view, 4> timeNames{"wall time", "wall_time", "walltime", "timestamp"};
constexpr double largestStep = 9007199254740992.0; // 2^53: beyond, a double is no count
constexpr std::size_t mostSeries = 10'000;

struct LogColumns {
    std::size_t step = 0;
    std::optional<std::size_t> time;
    std::optional<std::size_t> name; ///< of the series, in a table of one value a row
    std::vector<std::size_t> values;
};

std::optional<std::size_t> columnCalled(const CsvTable& table, std::span<const std::string_view> names) {
    for (const std::string_view name : names)
        for (std::size_t column = 0; column < table.columns.size(); ++column)
            if (lowered(table.columns[column].name) == name) return column;
    return std::nullopt;
}

std::string quoted(const CsvTable& table, std::size_t column) { return "\"" + table.columns[column].name + "\""; }

Result<LogColumns> chooseColumns(const CsvTable& table, std::vector<std::string>& notes) {
    constexpr std::array<std::string_view, 1> series{"series"};
    constexpr std::array<std::string_view, 1> value{"value"};
    const std::optional<std::size_t> step = columnCalled(table, stepNames);
    if (!step)
        return Error{ErrorCode::DataShape, "no column says at which step the values were measured", table.file,
                     "call one of the columns step or epoch in the first row"};
    LogColumns columns{*step, columnCalled(table, timeNames), columnCalled(table, series), {}};
    notes.push_back("steps are those of the column " + quoted(table, *step));
    const std::optional<std::size_t> only = columns.name ? columnCalled(table, value) : std::nullopt;
    if (!only) columns.name.reset();
    const std::optional<std::size_t> run = only ? columnCalled(table, std::array<std::string_view, 1>{"run"}) : std::nullopt;
    if (run && table.columns[*run].distinct > 1)
        return Error{ErrorCode::DataShape, "the table holds the values of " + std::to_string(table.columns[*run].distinct) + " runs",
                     table.file, "write each run into a file of its own"};
    std::set<std::size_t> spoken{columns.step};
    for (const auto& column : {columns.time, columns.name, run})
        if (column) spoken.insert(*column);
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        const bool taken = spoken.contains(column);
        const bool alsoSteps = std::ranges::count(stepNames, lowered(table.columns[column].name)) > 0;
        if (taken || (only && column != *only)) continue;
        if (!alsoSteps && table.columns[column].numeric())
            columns.values.push_back(column);
        else
            notes.push_back("the column " + quoted(table, column) + (alsoSteps ? " counts steps as well" : " holds no numbers") +
                            " and is left out");
    }
    if (!columns.values.empty()) return columns;
    return Error{ErrorCode::DataEmpty, "no column beside the steps holds numbers", table.file, "choose a log with values"};
}

Error cellError(ErrorCode code, const CsvTable& table, std::size_t row, std::size_t column, const std::string& what) {
    return {code, what, table.where(table.cells.records[row].line) + ", column " + table.columns[column].name,
            "write a number in this cell, or take the row out"};
}

/// NaN where the cell is empty.
Result<std::optional<double>> numberAt(const CsvTable& table, std::size_t row, std::size_t column) {
    const std::string_view cell = trimmed(table.cells.row(row)[column]);
    const CellValue value = readCell(cell, table.decimalComma);
    if (value.kind == CellKind::Missing) return std::optional<double>();
    if (value.kind == CellKind::Text)
        return cellError(ErrorCode::DataNotANumber, table, row, column, "\"" + std::string(cell.substr(0, 40)) + "\" is no number");
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const bool overflow = value.kind == CellKind::NotFinite && value.number == 0.0; // 1e999
    return std::optional(overflow ? (cell.front() == '-' ? -infinity : infinity) : value.number);
}

Result<std::int64_t> stepAt(const CsvTable& table, std::size_t row, std::size_t column) {
    const Result<std::optional<double>> number = numberAt(table, row, column);
    if (!number) return number.error();
    if (!*number) return cellError(ErrorCode::DataMissingValue, table, row, column, "the row does not say its step");
    if (!(**number >= 0.0 && **number <= largestStep) || **number != std::floor(**number))
        return cellError(ErrorCode::DataNotANumber, table, row, column, "a step is a whole number from 0 on");
    return static_cast<std::int64_t>(**number);
}

class LogReader {
public:
    LogReader(const CsvTable& table, LogColumns columns) : m_table(table), m_columns(std::move(columns)) {}

    Result<std::vector<LoggedSeries>> read() {
        if (!m_columns.name)
            for (const std::size_t column : m_columns.values) m_series.push_back({m_table.columns[column].name, {}, {}, {}});
        for (std::size_t row = m_table.firstRow(); row < m_table.cells.records.size(); ++row)
            if (const Result<void> done = readRow(row); !done) return done.error();
        std::erase_if(m_series, [](const LoggedSeries& series) { return series.steps.empty(); });
        return std::move(m_series);
    }

private:
    Result<void> readRow(std::size_t row) {
        const std::size_t cells = m_table.cells.row(row).size();
        if (cells != m_table.columns.size())
            return Error{ErrorCode::DataRaggedRow,
                         "the row has " + std::to_string(cells) + " cells, the header " + std::to_string(m_table.columns.size()),
                         m_table.where(m_table.cells.records[row].line), "give each row as many cells as the header has"};
        const Result<std::int64_t> step = stepAt(m_table, row, m_columns.step);
        if (!step) return step.error();
        Result<std::optional<double>> time = std::optional<double>();
        if (m_columns.time && m_table.columns[*m_columns.time].numeric()) time = numberAt(m_table, row, *m_columns.time);
        if (!time) return time.error();
        for (std::size_t i = 0; i < m_columns.values.size(); ++i) {
            const Result<std::optional<double>> value = numberAt(m_table, row, m_columns.values[i]);
            if (!value) return value.error();
            const Result<LoggedSeries*> series = seriesOf(row, i);
            if (!series) return series.error();
            if (!*value) continue;
            (*series)->steps.push_back(*step);
            (*series)->values.push_back(**value);
            if (*time) (*series)->wallTimes.push_back(**time);
        }
        return {};
    }

    Result<LoggedSeries*> seriesOf(std::size_t row, std::size_t valueColumn) {
        if (!m_columns.name) return &m_series[valueColumn];
        const std::string_view name = trimmed(m_table.cells.row(row)[*m_columns.name]);
        const auto [place, fresh] = m_places.try_emplace(std::string(name), m_series.size());
        if (fresh && m_series.size() == mostSeries)
            return cellError(ErrorCode::DataTooLarge, m_table, row, *m_columns.name, "there are more than 10,000 series");
        if (fresh) m_series.push_back({std::string(name), {}, {}, {}});
        return &m_series[place->second];
    }

    const CsvTable& m_table;
    LogColumns m_columns;
    std::vector<LoggedSeries> m_series;
    std::map<std::string, std::size_t, std::less<>> m_places;
};

/// Epochs from 0 on, as Keras and Lightning count them.
void countFromOne(const CsvTable& table, std::size_t column, CsvLog& log) {
    if (!lowered(table.columns[column].name).starts_with("epoch")) return;
    const bool fromZero =
        std::ranges::any_of(log.series, [](const LoggedSeries& series) { return std::ranges::count(series.steps, 0) > 0; });
    if (!fromZero) return;
    for (LoggedSeries& series : log.series)
        for (std::int64_t& step : series.steps) ++step;
    log.notes.emplace_back("its epochs are counted from 0, and from 1 here");
}

} // namespace

Result<CsvLog> readCsvLog(const std::string& path, const std::string& file) {
    CsvOptions options;
    options.header = true;
    const Result<CsvTable> table = readCsvTable(path, file, options);
    if (!table) return table.error();
    CsvLog log{{}, table->notes};
    Result<LogColumns> columns = chooseColumns(*table, log.notes);
    if (!columns) return columns.error();
    const std::size_t step = columns->step;
    Result<std::vector<LoggedSeries>> series = LogReader(*table, *std::move(columns)).read();
    if (!series) return series.error();
    log.series = *std::move(series);
    for (LoggedSeries& each : log.series) // a time is there for every value or for none
        if (each.wallTimes.size() != each.values.size()) each.wallTimes.clear();
    countFromOne(*table, step, log);
    return log;
}

} // namespace epochlab::core
