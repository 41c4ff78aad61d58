#pragma once

#include "data/csv_cells.h"
#include "data/csv_options.h"
#include "data/csv_parser.h"

#include <memory>
#include <optional>

namespace epochlab::core {

struct CsvColumn {
    std::string name; ///< made up where the file has none, made unique where it repeats
    bool unnamed = false;
    std::int64_t numbers = 0; ///< finite or not
    std::int64_t missing = 0;
    std::int64_t texts = 0;
    std::size_t distinct = 0; ///< counted up to maximumClasses + 1
    bool integers = true;     ///< every number is one
    bool numeric() const { return numbers > texts; }
};

inline constexpr std::size_t maximumClasses = 10000;

/// A CSV file in memory with what was detected or asked for. Movable.
struct CsvTable {
    std::string file; ///< for errors: "cities.csv"
    std::shared_ptr<const std::string> text;
    CsvCells cells;
    std::string encoding;
    char delimiter = ',';
    bool decimalComma = false;
    bool header = true;
    std::vector<CsvColumn> columns;
    std::vector<std::string> notes;

    std::size_t firstRow() const { return header ? 1 : 0; }
    std::size_t rowCount() const { return cells.records.size() - firstRow(); }
    std::string where(std::int64_t line) const { return file + ", row " + std::to_string(line); }
};

/// Which columns are what, by index into CsvTable::columns.
struct CsvRoles {
    std::size_t label = 0;
    std::vector<std::size_t> features;
    std::optional<std::size_t> names; ///< a text column that says what a row is called
    bool geographic = false;          ///< features are (longitude, latitude), in this order
    std::vector<std::string> notes;
};

/// Reads and cuts up one file; rows are not checked yet. DataEmpty without rows, and the errors of reading, decoding, parsing.
Result<CsvTable> readCsvTable(const std::string& path, const std::string& shownAs, const CsvOptions& options);

char detectDelimiter(std::string_view text);
/// Whether the first row names the columns: one without numbers does, unless a cell of it occurs again below. One with numbers does
/// where text stands over a column of numbers, or where the numbers count (years, or 0, 1, 2 …) over numbers of another kind.
bool detectHeader(const CsvCells& cells, bool decimalComma);
bool holdsNumber(std::span<const std::string_view> cells, bool decimalComma);
/// Columns that could be the label, best first.
std::vector<std::size_t> labelCandidates(const CsvTable& table);
/// DataNoLabelColumn, DataShape (an asked-for column that is not there, no number column).
Result<CsvRoles> chooseRoles(const CsvTable& table, const CsvOptions& options);
/// A column by name (exact, then ignoring case), then by number from 1.
std::optional<std::size_t> findColumn(const CsvTable& table, const std::string& wanted);

} // namespace epochlab::core
