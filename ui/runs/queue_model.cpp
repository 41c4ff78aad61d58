#include "runs/queue_model.h"

#include "theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace epochlab::ui {

namespace {

constexpr int barHeight = 3;
constexpr int narrowest = 240;
constexpr int scrollBar = 10; ///< is there or not: a row keeps its height

/// Of the name: two where one is too narrow.
int nameHeight(const QStyleOptionViewItem& option, const QString& name) {
    const QFontMetrics metrics(Theme::instance().bodyFont());
    const int width = (option.widget ? option.widget->contentsRect().width() : narrowest) - 2 * space::m;
    return metrics.height() * (metrics.horizontalAdvance(name) > width - scrollBar ? 2 : 1);
}

} // namespace

QueueModel::QueueModel(const RunQueue& queue, QObject* parent) : QAbstractListModel(parent), m_queue(queue), m_rows(queue.rows()) {
    connect(&queue, &RunQueue::changed, this, &QueueModel::refresh);
}

void QueueModel::refresh() {
    const std::vector<QueueRow>& rows = m_queue.rows();
    if (rows == m_rows) return;
    const bool sameRows = std::ranges::equal(rows, m_rows, {}, &QueueRow::id, &QueueRow::id);
    if (sameRows) {
        m_rows = rows;
        emit dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_rows = rows;
    endResetModel();
    emit rearranged();
}

int QueueModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

QVariant QueueModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const QueueRow& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return row.name;
    case Qt::ToolTipRole: return (row.name + QLatin1Char('\n') + row.text).toHtmlEscaped();
    case Qt::AccessibleTextRole: return row.name + QStringLiteral(", ") + row.text;
    case StateTextRole: return row.text;
    case ShareRole: return row.share;
    case RunningRole: return row.state == core::QueueState::Running;
    case FailedRole: return row.failed;
    default: return {};
    }
}

core::RunId QueueModel::idAt(const QModelIndex& index) const {
    return index.isValid() && index.row() < rowCount() ? m_rows[static_cast<std::size_t>(index.row())].id : core::RunId();
}

QModelIndex QueueModel::indexOf(const core::RunId& id) const {
    const auto found = std::ranges::find(m_rows, id, &QueueRow::id);
    return found == m_rows.end() ? QModelIndex() : index(static_cast<int>(found - m_rows.begin()));
}

QSize QueueDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const int state = QFontMetrics(Theme::instance().labelFont()).height();
    return {100, space::s + nameHeight(option, index.data(Qt::DisplayRole).toString()) + 1 + state + space::s};
}

void QueueDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    const Palette& palette = theme.palette();
    const QRect area = option.rect;
    painter->save();
    const bool marked = option.state.testFlag(QStyle::State_Selected);
    painter->fillRect(area, marked ? palette.tint : palette.surface);
    const QRect text = area.adjusted(space::m, space::s, -space::m, -space::s);
    const QString name = index.data(Qt::DisplayRole).toString();
    const int height = nameHeight(option, name);
    painter->setFont(theme.bodyFont());
    painter->setPen(palette.text);
    painter->drawText(QRect(text.left(), text.top(), text.width(), height), Qt::AlignLeft | Qt::TextWordWrap, name);
    const QFontMetrics small(theme.labelFont());
    painter->setFont(theme.labelFont());
    painter->setPen(index.data(QueueModel::FailedRole).toBool() ? palette.bad : palette.mutedText);
    painter->drawText(QRect(text.left(), text.top() + height + 1, text.width(), small.height()), Qt::AlignLeft,
                      small.elidedText(index.data(QueueModel::StateTextRole).toString(), Qt::ElideRight, text.width()));
    painter->fillRect(QRect(area.left(), area.bottom(), area.width(), 1), palette.border);
    if (index.data(QueueModel::RunningRole).toBool()) {
        const int width = static_cast<int>(area.width() * std::clamp(index.data(QueueModel::ShareRole).toDouble(), 0.0, 1.0));
        painter->fillRect(QRect(area.left(), area.bottom() + 1 - barHeight, width, barHeight), palette.accent);
    }
    if (marked && option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(palette.accent, 2));
        painter->drawRect(area.adjusted(1, 1, -1, -1));
    }
    painter->restore();
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_queue_model.cpp"
