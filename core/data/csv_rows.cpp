#include "data/csv_dataset.h"

#include <algorithm>

namespace epochlab::core {
namespace {

struct RowFault {
    ErrorCode code;
    std::string what;
    std::string column; ///< empty: the row as a whole
    std::string remedy;
};

std::string shortened(std::string_view cell) {
    if (cell.size() <= 40) return std::string(cell);
    std::size_t end = 40;
    while (end > 0 && (static_cast<unsigned char>(cell[end]) & 0xC0U) == 0x80U) --end; // not inside a UTF-8 sequence
    return std::string(cell.substr(0, end)) + "…";
}

RowFault raggedRow(const CsvTable& table, std::size_t count) {
    const std::string expected = std::to_string(table.columns.size());
    return {ErrorCode::DataRaggedRow,
            std::to_string(count) + (count == 1 ? " cell where " : " cells where ") + expected + " are expected",
            {},
            "give each row " + expected + " cells, or skip bad rows"};
}

class RowConverter {
public:
    RowConverter(const CsvTable& table, const CsvRoles& roles, ClassIndex& classes) : m_table(table), m_roles(roles), m_classes(classes) {}

    /// Appends the row, or says why not and leaves the rows as they were.
    std::optional<RowFault> append(std::size_t record, TableRows& rows) {
        const auto cells = m_table.cells.row(record);
        if (cells.size() != m_table.columns.size()) return raggedRow(m_table, cells.size());
        const std::size_t before = rows.features.size();
        for (const std::size_t column : m_roles.features) {
            if (auto fault = appendFeature(column, cells[column], rows)) {
                rows.features.resize(before);
                return fault;
            }
        }
        if (auto fault = appendLabel(trimmed(cells[m_roles.label]), rows)) {
            rows.features.resize(before);
            return fault;
        }
        if (m_roles.names) rows.names.emplace_back(trimmed(cells[*m_roles.names]));
        ++rows.count;
        return std::nullopt;
    }

private:
    std::optional<RowFault> appendFeature(std::size_t column, std::string_view cell, TableRows& rows) const {
        const CellValue value = readCell(cell, m_table.decimalComma);
        const std::string& name = m_table.columns[column].name;
        const auto shown = [&] { return "\"" + shortened(trimmed(cell)) + "\""; }; // for faults alone
        switch (value.kind) {
        case CellKind::Number:
        case CellKind::Code: rows.features.push_back(static_cast<float>(value.number)); return std::nullopt;
        case CellKind::Missing:
            return RowFault{ErrorCode::DataMissingValue, trimmed(cell).empty() ? "no value" : "no value (" + shown() + ")", name,
                            "fill it in, or skip bad rows"};
        case CellKind::NotFinite:
            return RowFault{ErrorCode::DataNotFinite, shown() + " is not a finite number", name, "correct it, or skip bad rows"};
        case CellKind::Text: break;
        }
        return RowFault{ErrorCode::DataNotANumber, shown() + " is not a number", name,
                        "correct it, skip bad rows, or leave the column out of the features"};
    }

    std::optional<RowFault> appendLabel(std::string_view cell, TableRows& rows) {
        const CellKind kind = readCell(cell, false).kind;
        const std::string& name = m_table.columns[m_roles.label].name;
        const std::string lower = lowered(cell.substr(0, 5));
        const bool word = lower == "none" || lower == "-"; // as names of classes these are plausible
        if ((kind == CellKind::Missing && !word) || lower == "nan")
            return RowFault{ErrorCode::DataMissingLabel, "no label", name, "fill it in, or skip bad rows"};
        auto found = m_classes.numbers.find(cell);
        if (found == m_classes.numbers.end()) {
            if (m_classes.sealed)
                return RowFault{ErrorCode::DataUnknownClass, "class \"" + shortened(cell) + "\" does not occur in the training rows", name,
                                "add training rows of it, or skip bad rows"};
            found = m_classes.numbers.emplace(std::string(cell), static_cast<std::int32_t>(m_classes.numbers.size())).first;
        }
        rows.labels.push_back(found->second);
        return std::nullopt;
    }

    const CsvTable& m_table;
    const CsvRoles& m_roles;
    ClassIndex& m_classes;
};

/// "; also rows 9, 12" for the next ragged rows, five in all.
std::string otherRaggedRows(const CsvTable& table, std::size_t after) {
    std::string list;
    int count = 0;
    for (std::size_t record = after + 1; record < table.cells.records.size() && count < 4; ++record) {
        if (table.cells.records[record].count == table.columns.size()) continue;
        list += (count++ == 0 ? "; also row " : ", ") + std::to_string(table.cells.records[record].line) + " (" +
                std::to_string(table.cells.records[record].count) + ")";
    }
    return list;
}

Error errorOf(const CsvTable& table, std::size_t record, RowFault fault) {
    std::string where = table.where(table.cells.records[record].line);
    if (!fault.column.empty()) where += ", column " + fault.column;
    if (fault.code == ErrorCode::DataRaggedRow) fault.what += otherRaggedRows(table, record);
    return {fault.code, std::move(fault.what), std::move(where), std::move(fault.remedy)};
}

std::string skippedNote(const std::string& file, const std::map<ErrorCode, std::int64_t>& skipped) {
    std::int64_t total = 0;
    std::string reasons;
    for (const auto& [code, count] : skipped) {
        total += count;
        std::string reason(codeName(code).substr(codeName(code).find('.') + 1));
        std::replace(reason.begin(), reason.end(), '-', ' ');
        reasons += (reasons.empty() ? "" : ", ") + std::to_string(count) + " " + reason;
    }
    return std::to_string(total) + (total == 1 ? " row skipped in " : " rows skipped in ") + file + " (" + reasons + ")";
}

} // namespace

Result<void> checkShape(const CsvTable& table, const CsvOptions& options) {
    if (options.skipBadRows) return {};
    for (std::size_t record = table.firstRow(); record < table.cells.records.size(); ++record)
        if (const std::size_t count = table.cells.records[record].count; count != table.columns.size())
            return errorOf(table, record, raggedRow(table, count));
    return {};
}

Result<TableRows> convertRows(const CsvTable& table, const CsvRoles& roles, const CsvOptions& options, ClassIndex& classes,
                              std::vector<std::string>& notes) {
    TableRows rows;
    rows.features.reserve(table.rowCount() * roles.features.size());
    rows.labels.reserve(table.rowCount());
    RowConverter converter(table, roles, classes);
    std::map<ErrorCode, std::int64_t> skipped;
    for (std::size_t record = table.firstRow(); record < table.cells.records.size(); ++record) {
        auto fault = converter.append(record, rows);
        if (!fault) continue;
        if (!options.skipBadRows) return errorOf(table, record, std::move(*fault));
        ++skipped[fault->code];
    }
    if (!skipped.empty()) notes.push_back(skippedNote(table.file, skipped));
    if (rows.count == 0)
        return Error{ErrorCode::DataEmpty, "every row was skipped: no rows", table.file,
                     "correct the rows, or check delimiter and decimal sign"};
    return rows;
}

} // namespace epochlab::core
