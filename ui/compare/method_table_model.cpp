#include "compare/method_table_model.h"

#include "compare/method_table_text.h"
#include "theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr int padding = 8;
constexpr int sidePadding = 4; ///< of values: five rates with their intervals fit beside each other at 1280 pixels

QString words(const std::string& text) { return QString::fromStdString(text); }

/// Of the line in a cell.
QFont fontOf(int line, bool bold) {
    QFont font = line == 0 ? Theme::instance().bodyFont() : Theme::instance().labelFont();
    font.setBold(bold && line == 0);
    return font;
}

struct Line {
    QString text;
    QFont font;
    QColor colour;
};

QList<Line> drawnLines(const QModelIndex& index) {
    const Palette& palette = Theme::instance().palette();
    const QStringList texts = index.data(MethodTableModel::linesRole).toStringList();
    const bool bold = index.data(Qt::FontRole).value<QFont>().bold();
    QList<Line> lines;
    for (int line = 0; line < texts.size(); ++line)
        lines.append({texts[line], fontOf(line, bold), line == 0 ? palette.text : palette.mutedText});
    const QString action = index.data(MethodTableModel::actionRole).toString();
    if (!action.isEmpty()) lines.append({action, fontOf(1, false), palette.accent});
    return lines;
}

/// In as many lines as the row is high, smaller where that helps: what tells it from the next may stand at its end.
void paintName(QPainter& painter, const QRect& place, Qt::Alignment alignment, const Line& name) {
    const int flags = static_cast<int>(alignment) | Qt::TextWordWrap;
    painter.setPen(name.colour);
    for (const QFont& font : {name.font, fontOf(1, false)}) {
        painter.setFont(font);
        if (QFontMetrics(font).boundingRect(place, flags, name.text).height() <= place.height())
            return painter.drawText(place, flags, name.text);
    }
    painter.drawText(place, flags, painter.fontMetrics().elidedText(name.text, Qt::ElideMiddle, place.width()));
}

/// Below each other, as a block in the middle of the row.
void paintLines(QPainter& painter, QRect place, Qt::Alignment alignment, const QList<Line>& lines) {
    int height = 0;
    for (const Line& line : lines) height += QFontMetrics(line.font).height();
    place.setTop(place.top() + (place.height() - height) / 2);
    for (const Line& line : lines) {
        const QFontMetrics metrics(line.font);
        place.setHeight(metrics.height());
        painter.setFont(line.font);
        painter.setPen(line.colour);
        painter.drawText(place, static_cast<int>((alignment & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter),
                         metrics.elidedText(line.text, Qt::ElideRight, place.width()));
        place.translate(0, place.height());
    }
}

} // namespace

void MethodTableModel::setAnswer(TableAnswer answer) {
    beginResetModel();
    m_answer = std::move(answer);
    endResetModel();
}

void MethodTableModel::setTicked(std::set<core::RunId> ticked) {
    m_ticked = std::move(ticked);
    if (rowCount() > 0) emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {tickedRole});
}

int MethodTableModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(table().rows.size()); }

int MethodTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 1 + std::max(1, static_cast<int>(table().columns.size()));
}

const core::TableCell* MethodTableModel::cell(const QModelIndex& index) const {
    if (!index.isValid() || index.row() >= rowCount() || index.column() == 0) return nullptr;
    const core::TableRow& row = table().rows[static_cast<std::size_t>(index.row())];
    return &row.cells[row.spanning ? 0 : static_cast<std::size_t>(index.column() - 1)];
}

std::vector<core::RunId> MethodTableModel::runsOf(const QModelIndex& index) const {
    std::vector<core::RunId> runs;
    if (const core::TableCell* own = cell(index))
        for (const std::size_t member : own->members) runs.push_back(m_answer.ids[member]);
    return runs;
}

bool MethodTableModel::isTicked(const QModelIndex& index) const {
    const std::vector<core::RunId> runs = runsOf(index);
    return !runs.empty() && std::ranges::all_of(runs, [this](const core::RunId& id) { return m_ticked.contains(id); });
}

QStringList MethodTableModel::linesOf(const core::TableCell& cell) const {
    QStringList lines{words(core::cellValue(cell))};
    for (const std::string& line : {core::cellInterval(cell), core::cellFacts(cell, core::sharedFacts(table()))})
        if (!line.empty()) lines.append(words(line));
    return lines;
}

int MethodTableModel::lines() const {
    qsizetype most = 1;
    for (int row = 0; row < rowCount(); ++row)
        for (int column = 1; column < columnCount(); ++column) most = std::max(most, drawnLines(index(row, column)).size());
    return static_cast<int>(most);
}

/// All that a cell says, shared or not.
QString MethodTableModel::tip(const QModelIndex& index) const {
    const core::TableCell* own = cell(index);
    const core::TableRow& row = table().rows[static_cast<std::size_t>(index.row())];
    if (own == nullptr) return words(row.label);
    const auto column = row.spanning ? std::size_t{0} : static_cast<std::size_t>(index.column() - 1);
    QStringList lines{row.spanning ? words(row.label) : words(row.label + ", " + table().columnsTitle + " " + table().columns[column])};
    lines << words(core::cellValue(*own));
    for (const std::string& line : {core::cellInterval(*own), core::cellFacts(*own, {})})
        if (!line.empty()) lines << words(line);
    if (own->p) lines << tr("McNemar against the best: p = %1").arg(*own->p, 0, 'g', 2);
    if (!own->members.empty()) lines << tr("Click to tick its runs, or to untick them");
    if (own->members.empty() && !own->missing.empty()) lines << words(core::commandOf(*own));
    return lines.join(QLatin1Char('\n')).toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>"));
}

QVariant MethodTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const core::TableCell* own = cell(index);
    const QStringList lines = own ? linesOf(*own) : QStringList{words(table().rows[static_cast<std::size_t>(index.row())].label)};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return lines.join(QStringLiteral("; "));
    case Qt::ToolTipRole: return tip(index);
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (own ? Qt::AlignRight : Qt::AlignLeft)));
    case Qt::FontRole: return fontOf(0, own && own->isBest);
    case linesRole: return lines;
    case actionRole: return own && own->members.empty() && !own->missing.empty() ? tr("Run ▸") : QString();
    case tickedRole: return isTicked(index);
    default: return {};
    }
}

QVariant MethodTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (section == 0 ? Qt::AlignLeft : Qt::AlignRight)));
    if (role != Qt::DisplayRole) return {};
    if (section > 0 && table().columns.empty()) return words(table().metric.words());
    if (section > 0) return words(table().columns[static_cast<std::size_t>(section - 1)]);
    return words(table().rowsTitle); // the columns' own stands in the card's title
}

void MethodTableDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Palette& palette = Theme::instance().palette();
    const bool current = (option.state & QStyle::State_HasFocus) != 0;
    painter->save();
    if (index.data(MethodTableModel::tickedRole).toBool()) painter->fillRect(option.rect, palette.tint);
    painter->setPen(palette.border);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    const auto alignment = index.data(Qt::TextAlignmentRole).value<Qt::Alignment>();
    if (index.column() == 0)
        paintName(*painter, option.rect.adjusted(padding, 2, -padding, -2), alignment, drawnLines(index).front());
    else
        paintLines(*painter, option.rect.adjusted(sidePadding, 0, -sidePadding, 0), alignment, drawnLines(index));
    if (current) {
        painter->setPen(QPen(palette.accent, 2));
        painter->drawRect(option.rect.adjusted(1, 1, -2, -2));
    }
    painter->restore();
}

QSize MethodTableDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    int width = 0, height = 2 * padding - 4;
    for (const Line& line : drawnLines(index)) {
        width = std::max(width, QFontMetrics(line.font).horizontalAdvance(line.text));
        height += QFontMetrics(line.font).height();
    }
    return {width + 2 * (index.column() == 0 ? padding : sidePadding) + 2, height};
}

} // namespace epochlab::ui
