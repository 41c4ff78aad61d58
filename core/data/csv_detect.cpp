#include "data/csv_detect.h"

#include "base/file_writer.h"
#include "data/text_encoding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <unordered_set>

namespace epochlab::core {
namespace {

constexpr std::size_t maximumFileBytes = std::size_t{1} << 30;
constexpr std::size_t sampleRecords = 100;

/// The share of sampled rows that have the most frequent number of cells, 0 if that is one cell.
double consistency(std::string_view sample, char delimiter) {
    const Result<CsvCells> cells = parseCsv(sample, delimiter, "", sampleRecords);
    if (!cells || cells->records.empty()) return 0.0;
    std::map<std::size_t, std::size_t> counts;
    for (const CsvRecord& record : cells->records) ++counts[record.count];
    const auto most = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most->first < 2) return 0.0;
    return static_cast<double>(most->second) / static_cast<double>(cells->records.size());
}

bool detectDecimalComma(const CsvCells& cells, char delimiter) {
    if (delimiter == ',') return false;
    std::size_t commas = 0;
    std::size_t points = 0;
    for (std::size_t row = 0; row < std::min(cells.records.size(), sampleRecords); ++row)
        for (const std::string_view cell : cells.row(row)) {
            const bool comma = cell.find(',') != std::string_view::npos && readCell(cell, true).kind == CellKind::Number;
            const bool point = cell.find('.') != std::string_view::npos && readCell(cell, false).kind == CellKind::Number;
            commas += comma ? 1 : 0;
            points += point ? 1 : 0;
        }
    return commas > points;
}

void nameColumns(CsvTable& table) {
    const auto first = table.cells.row(0);
    std::set<std::string> taken;
    for (std::size_t column = 0; column < first.size(); ++column) {
        CsvColumn facts;
        if (table.header) facts.name = trimmed(first[column]);
        facts.unnamed = facts.name.empty();
        if (facts.unnamed) facts.name = "column " + std::to_string(column + 1);
        const std::string given = facts.name;
        for (int copy = 2; !taken.insert(facts.name).second; ++copy) facts.name = given + " (" + std::to_string(copy) + ")";
        if (facts.name != given) table.notes.push_back("a second column \"" + given + "\" is called \"" + facts.name + "\"");
        table.columns.push_back(std::move(facts));
    }
}

void countCell(CsvColumn& column, std::string_view cell, bool decimalComma) {
    const CellValue value = readCell(cell, decimalComma);
    switch (value.kind) {
    case CellKind::Missing: ++column.missing; break;
    case CellKind::Number:
        ++column.numbers;
        column.integers = column.integers && value.number == std::floor(value.number) && std::abs(value.number) < 1e15;
        break;
    case CellKind::NotFinite: ++column.numbers; break;
    case CellKind::Code:
    case CellKind::Text: ++column.texts; break;
    }
}

void countColumns(CsvTable& table) {
    std::vector<std::unordered_set<std::string_view>> seen(table.columns.size());
    for (std::size_t row = table.firstRow(); row < table.cells.records.size(); ++row) {
        const auto cells = table.cells.row(row);
        if (cells.size() != table.columns.size()) continue;
        for (std::size_t column = 0; column < cells.size(); ++column) {
            countCell(table.columns[column], cells[column], table.decimalComma);
            if (seen[column].size() <= maximumClasses) seen[column].insert(trimmed(cells[column]));
        }
    }
    for (std::size_t column = 0; column < seen.size(); ++column) table.columns[column].distinct = seen[column].size();
}

} // namespace

char detectDelimiter(std::string_view text) {
    const std::string_view sample = text.substr(0, std::size_t{1} << 18);
    // A comma may be a decimal comma and a space may stand inside text, so the others go first.
    constexpr std::array<char, 5> candidates{'\t', ';', '|', ',', ' '};
    char best = ',';
    double bestConsistency = 0.0;
    for (const char candidate : candidates) {
        const double found = consistency(sample, candidate);
        if (found > bestConsistency + 0.05) {
            best = candidate;
            bestConsistency = found;
        }
    }
    return best;
}

Result<CsvTable> readCsvTable(const std::string& path, const std::string& shownAs, const CsvOptions& options) {
    Result<std::string> bytes = readRegularFile(path, maximumFileBytes);
    if (!bytes) return bytes.error();
    if (bytes->empty()) return Error{ErrorCode::DataEmpty, "the file is empty: no rows", shownAs, "choose a file with a header and rows"};
    Result<DecodedText> decoded = decodeText(std::move(*bytes), options.encoding, shownAs);
    if (!decoded) return decoded.error();
    CsvTable table;
    table.file = shownAs;
    table.encoding = decoded->encoding;
    table.text = std::make_shared<const std::string>(std::move(decoded->text));
    table.delimiter = options.delimiter ? *options.delimiter : detectDelimiter(*table.text);
    Result<CsvCells> cells = parseCsv(*table.text, table.delimiter, shownAs);
    if (!cells) return cells.error();
    table.cells = std::move(*cells);
    if (table.cells.records.empty())
        return Error{ErrorCode::DataEmpty, "the file has blank lines only: no rows", shownAs, "choose a file with rows"};
    table.decimalComma = options.decimalComma ? *options.decimalComma : detectDecimalComma(table.cells, table.delimiter);
    table.header = options.header ? *options.header : detectHeader(table.cells, table.decimalComma);
    if (table.rowCount() == 0)
        return Error{ErrorCode::DataEmpty, "the file has a header and no rows", shownAs, "add rows, or set the header to no"};
    nameColumns(table);
    countColumns(table);
    if (table.encoding != "UTF-8") table.notes.push_back("encoding " + table.encoding);
    if (table.decimalComma) table.notes.push_back("decimal comma");
    if (!table.header) table.notes.push_back("no header row");
    if (table.header && holdsNumber(table.cells.row(0), table.decimalComma))
        table.notes.push_back("the first row, with its numbers, is taken as the columns' names");
    return table;
}

} // namespace epochlab::core
