#pragma once

#include "insight/painted_card.h"
#include "report/figure.h"

#include <vector>

namespace epochlab::ui {

/// How wide and high the parts of a table are with the sheet's fonts, in logical pixels.
struct TableLayout {
    core::TextTable table;       ///< with long heads broken into lines
    std::vector<double> columns; ///< widths, without the gaps between them
    std::vector<double> rows;    ///< heights
    double head = 0.0;           ///< its height
    double width = 0.0;          ///< of all columns with their gaps
};
TableLayout layOutTable(const Sheet& sheet, const core::TextTable& table);
/// One row, or the head, from the left edge of the sheet's room on.
void drawTableHead(const Sheet& sheet, const TableLayout& layout, double top);
void drawTableRow(const Sheet& sheet, const TableLayout& layout, std::size_t row, double top);
/// The line above and below the table, or below its head, as wide as the table.
void drawTableRule(const Sheet& sheet, const TableLayout& layout, double y, bool outer);

/// A table as a report has it: heads, rows, rules, its legend below.
QSizeF tableSize(const Sheet& sheet, const core::TableFigure& figure);
/// Into a sheet whose room is so large.
void drawTable(const Sheet& sheet, const core::TableFigure& figure);

} // namespace epochlab::ui
