#include "figures/table_sheet.h"

#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

using Cell = core::TextTable::Cell;
using Row = std::vector<Cell>;

constexpr double gap = 14; ///< between columns
constexpr double pad = 4;  ///< above and below a row

QString textOf(const std::string& text) { return QString::fromStdString(text); }

/// The sheet for the lines below a cell's text, in smaller letters; those of a broken head are as large as its first.
Sheet below(const Sheet& sheet, bool head) {
    QFont font = sheet.font;
    if (!head) font.setPixelSize(std::max(1, int(std::lround(font.pixelSize() * 0.85))));
    return {sheet.painter, sheet.room, sheet.palette, font, sheet.bold, sheet.onPaper};
}

double widthOf(const Sheet& sheet, const Cell& cell, bool head) {
    double width = QFontMetricsF(cell.bold ? sheet.bold : sheet.font).horizontalAdvance(textOf(cell.text));
    for (const std::string& line : cell.below)
        width = std::max(width, QFontMetricsF(below(sheet, head).font).horizontalAdvance(textOf(line)));
    return width + 2;
}

/// Of each column; a cell over several counts in none.
std::vector<double> columnWidths(const Sheet& sheet, const core::TextTable& table, bool withHead) {
    std::vector<double> widths(table.header.size(), 0.0);
    const auto take = [&](const Row& row, bool head) {
        for (std::size_t column = 0; column < std::min(row.size(), widths.size()); ++column)
            if (row[column].span <= 1) widths[column] = std::max(widths[column], widthOf(sheet, row[column], head));
    };
    if (withHead) take(table.header, true);
    for (const Row& row : table.rows) take(row, false);
    return widths;
}

/// The words of a head that is wider than its column's values, in lines.
Cell brokenHead(const Sheet& sheet, const Cell& head, double room) {
    if (widthOf(sheet, head, true) <= room || !head.below.empty() || head.span > 1) return head;
    const QFontMetricsF metrics(head.bold ? sheet.bold : sheet.font);
    const QStringList words = textOf(head.text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString& word : words) room = std::max(room, metrics.horizontalAdvance(word) + 2);
    QStringList lines;
    for (const QString& word : words) {
        const QString longer = lines.isEmpty() ? word : lines.last() + QLatin1Char(' ') + word;
        if (!lines.isEmpty() && metrics.horizontalAdvance(longer) + 2 <= room)
            lines.last() = longer;
        else
            lines << word;
    }
    Cell broken = head;
    if (lines.isEmpty()) return broken;
    broken.text = lines.takeFirst().toStdString();
    for (const QString& line : lines) broken.below.push_back(line.toStdString());
    return broken;
}

double heightOf(const Sheet& sheet, const Row& row, bool head) {
    std::size_t lines = 0;
    for (const Cell& cell : row) lines = std::max(lines, cell.below.size());
    return sheet.line() + static_cast<double>(lines) * below(sheet, head).line() + 2 * pad;
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
        const Sheet small = below(sheet, head);
        place = QRectF(left, place.bottom() - small.line(), width, small.line());
        for (const std::string& line : cell.below) {
            place.translate(0, small.line());
            small.text(place, int(side), textOf(line), sheet.palette.mutedText);
        }
        left += width + gap;
        column = end;
    }
}

} // namespace

TableLayout layOutTable(const Sheet& sheet, const core::TextTable& table) {
    TableLayout layout;
    layout.table = table;
    const std::vector<double> values = columnWidths(sheet, table, false);
    for (std::size_t column = 0; column < table.header.size(); ++column)
        layout.table.header[column] = brokenHead(sheet, table.header[column], values[column]);
    layout.columns = columnWidths(sheet, layout.table, true);
    layout.head = heightOf(sheet, layout.table.header, true);
    for (const Row& row : table.rows) layout.rows.push_back(heightOf(sheet, row, false));
    layout.width = -gap;
    for (const double each : layout.columns) layout.width += each + gap;
    return layout;
}

void drawTableHead(const Sheet& sheet, const TableLayout& layout, double top) {
    drawRow(sheet, layout.table.header, layout.columns, top, true);
}

void drawTableRow(const Sheet& sheet, const TableLayout& layout, std::size_t row, double top) {
    drawRow(sheet, layout.table.rows[row], layout.columns, top, false);
}

void drawTableRule(const Sheet& sheet, const TableLayout& layout, double y, bool outer) {
    sheet.painter.setPen(QPen(outer ? sheet.palette.text : sheet.palette.mutedText, 1));
    sheet.painter.drawLine(QPointF(0, y), QPointF(layout.width, y));
}

QSizeF tableSize(const Sheet& sheet, const core::TableFigure& figure) {
    const TableLayout layout = layOutTable(sheet, figure.people);
    double height = layout.head;
    for (const double each : layout.rows) height += each;
    const double width = std::max(layout.width, 240.0);
    const QRectF legend = legendRoom(sheet, width, figure.legend);
    return {width, height + (legend.isEmpty() ? 0 : legend.height() + 2 * pad) + 2};
}

void drawTable(const Sheet& sheet, const core::TableFigure& figure) {
    const TableLayout layout = layOutTable(sheet, figure.people);
    drawTableRule(sheet, layout, 0, true);
    drawTableHead(sheet, layout, 0);
    double top = layout.head;
    drawTableRule(sheet, layout, top, false);
    for (std::size_t row = 0; row < layout.rows.size(); ++row) {
        drawTableRow(sheet, layout, row, top);
        top += layout.rows[row];
    }
    drawTableRule(sheet, layout, top, true);
    if (figure.legend.empty()) return;
    const double right = sheet.room.width();
    const QRectF room = legendRoom(sheet, right, figure.legend).translated(0, top + pad);
    sheet.text(QRectF(0, top + pad, right, room.height() + 2), int(Qt::TextWordWrap), textOf(figure.legend), sheet.palette.mutedText);
}

} // namespace epochlab::ui
