#pragma once

#include "base/result.h"

#include <cstdint>
#include <deque>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

/// One row: cells [first, first + count) of the table, and the line of the file on which it starts (from 1).
struct CsvRecord {
    std::size_t first = 0;
    std::size_t count = 0;
    std::int64_t line = 0;
};

/// A CSV text cut into cells. The cells point into the text that was parsed (keep it alive) or into `unescaped`.
/// Blank lines are no records. Movable, not copyable.
struct CsvCells {
    std::vector<std::string_view> cells;
    std::vector<CsvRecord> records;
    std::deque<std::string> unescaped; ///< quoted cells with quotes inside; a deque keeps the views valid

    CsvCells() = default;
    CsvCells(CsvCells&&) = default;
    CsvCells& operator=(CsvCells&&) = default;
    std::span<const std::string_view> row(std::size_t index) const { return {cells.data() + records[index].first, records[index].count}; }
};

inline constexpr std::size_t maximumCsvColumns = 10000;
inline constexpr std::size_t maximumCsvCells = 100'000'000;

/// RFC 4180 with any delimiter and line end; a quote inside a bare cell is text; with ' ' as the delimiter runs of spaces are one.
/// DataQuote with the row where the quote opens; DataTooLarge beyond the limits above.
Result<CsvCells> parseCsv(std::string_view text, char delimiter, const std::string& file,
                          std::size_t maximumRecords = std::numeric_limits<std::size_t>::max());

} // namespace epochlab::core
