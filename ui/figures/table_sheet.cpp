#include "figures/table_sheet.h"

#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace epochlab::ui {
namespace {

using Cell = core::TextTable::Cell;
using Row = std::vector<Cell>;

constexpr double gap = 14; ///< between columns
constexpr double pad = 4;  ///< above and below a row

QString textOf(const std::string& text) { return QString::fromStdString(text); }

double widthOf(const Sheet& sheet, const Cell& cell) {
    double width = QFontMetricsF(cell.bold ? sheet.bold : sheet.font).horizontalAdvance(textOf(cell.text));
    for (const std::string& line : cell.below) width = std::max(width, QFontMetricsF(sheet.font).horizontalAdvance(textOf(line)));
    return width + 2;
}

/// Of each column; a cell over several counts in none.
std::vector<double> columnWidths(const Sheet& sheet, const core::TextTable& table) {
    std::vector<double> widths(table.header.size(), 0.0);
    const auto take = [&](const Row& row) {
        for (std::size_t column = 0; column < std::min(row.size(), widths.size()); ++column)
            if (row[column].span <= 1) widths[column] = std::max(widths[column], widthOf(sheet, row[column]));
    };
    take(table.header);
    for (const Row& row : table.rows) take(row);
    return widths;
}

double heightOf(const Sheet& sheet, const Row& row) {
    std::size_t lines = 1;
    for (const Cell& cell : row) lines = std::max(lines, 1 + cell.below.size());
    return static_cast<double>(lines) * sheet.line() + 2 * pad;
}

QRectF legendRoom(const Sheet& sheet, double width, const std::string& legend) {
    if (legend.empty()) return {};
    return QFontMetricsF(sheet.font).boundingRect(QRectF(0, 0, width, 10000), int(Qt::TextWordWrap), textOf(legend));
}

void drawRow(const Sheet& sheet, const Row& row, const std::vector<double>& widths, double top, bool head) {
    double left = 0;
    for (std::size_t column = 0; column < std::min(row.size(), widths.size());) {
        const Cell& cell = row[column];
        const std::size_t end = std::min(widths.size(), column + std::max<std::size_t>(1, cell.span));
        double width = -gap;
        for (std::size_t i = column; i < end; ++i) width += widths[i] + gap;
        const auto side = end > column + 1 ? Qt::AlignHCenter : cell.number ? Qt::AlignRight : Qt::AlignLeft;
        QRectF place(left, top + pad, width, sheet.line());
        sheet.text(place, int(side), textOf(cell.text), head ? sheet.palette.mutedText : sheet.palette.text, cell.bold);
        for (const std::string& line : cell.below) {
            place.translate(0, sheet.line());
            sheet.text(place, int(side), textOf(line), sheet.palette.mutedText);
        }
        left += width + gap;
        column = end;
    }
}

} // namespace

QSizeF tableSize(const Sheet& sheet, const core::TableFigure& figure) {
    double width = -gap;
    for (const double each : columnWidths(sheet, figure.people)) width += each + gap;
    double height = heightOf(sheet, figure.people.header);
    for (const Row& row : figure.people.rows) height += heightOf(sheet, row);
    width = std::max(width, 240.0);
    const QRectF legend = legendRoom(sheet, width, figure.legend);
    return {width, height + (legend.isEmpty() ? 0 : legend.height() + 2 * pad) + 2};
}

void drawTable(const Sheet& sheet, const core::TableFigure& figure) {
    const std::vector<double> widths = columnWidths(sheet, figure.people);
    const double right = sheet.room.width();
    const auto rule = [&](double y, const QColor& colour) {
        sheet.painter.setPen(QPen(colour, 1));
        sheet.painter.drawLine(QPointF(0, y), QPointF(right, y));
    };
    double top = 0;
    rule(top, sheet.palette.text);
    drawRow(sheet, figure.people.header, widths, top, true);
    top += heightOf(sheet, figure.people.header);
    rule(top, sheet.palette.mutedText);
    for (const Row& row : figure.people.rows) {
        drawRow(sheet, row, widths, top, false);
        top += heightOf(sheet, row);
    }
    rule(top, sheet.palette.text);
    if (figure.legend.empty()) return;
    const QRectF room = legendRoom(sheet, right, figure.legend).translated(0, top + pad);
    sheet.text(QRectF(0, top + pad, right, room.height() + 2), int(Qt::TextWordWrap), textOf(figure.legend), sheet.palette.mutedText);
}

} // namespace epochlab::ui
