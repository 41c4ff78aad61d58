#include "compare/compare_table.h"

#include "compare/reference.h"
#include "theme/theme.h"

#include <QFont>
#include <QPainter>
#include <QPixmap>

namespace epochlab::ui {
namespace {

QPixmap swatch(const CurveStyle& style) {
    QPixmap picture(12, 12);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(curveHue(style, Theme::instance().palette()));
    painter.drawRoundedRect(QRectF(0.5, 3.5, 11, 5), 2, 2);
    return picture;
}

std::optional<core::SummaryColumn> sortedBy(int column) {
    switch (column) {
    case CompareTable::Runs: return core::SummaryColumn::Runs;
    case CompareTable::Best:
    case CompareTable::Difference: return core::SummaryColumn::Best;
    case CompareTable::Epoch: return core::SummaryColumn::Epoch;
    case CompareTable::Test: return core::SummaryColumn::Test;
    default: return core::SummaryColumn::Label;
    }
}

} // namespace

void CompareTable::setRows(std::vector<core::SummaryRow> rows, const std::vector<ComparedCurve>& curves, const core::Metric& metric,
                           const std::optional<core::ReferenceLevel>& reference) {
    beginResetModel();
    m_rows = std::move(rows);
    m_metric = metric;
    m_reference = reference;
    m_styles.clear();
    for (const ComparedCurve& curve : curves) m_styles.push_back(curve.style);
    order();
    endResetModel();
}

int CompareTable::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
int CompareTable::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString CompareTable::text(const core::SummaryRow& row, int column) const {
    switch (column) {
    case Label: return QString::fromStdString(row.label);
    case Runs: return QString::number(row.runs);
    case Best: return QString::fromStdString(core::spreadText(row.best));
    case Difference: return m_reference ? QString::fromStdString(core::differenceText(*m_reference, row)) : QString();
    case Epoch: return QString::fromStdString(core::spreadText(row.epoch, row.epoch.count > 1 ? 1 : 0));
    case Test: return QString::fromStdString(core::spreadText(row.test));
    default: return QString::fromStdString(row.ends());
    }
}

QVariant CompareTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const core::SummaryRow& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole: return text(row, index.column());
    case Qt::DecorationRole: return index.column() == Label ? QVariant(swatch(m_styles[row.group])) : QVariant();
    case Qt::TextAlignmentRole: {
        const bool number = index.column() != Label && index.column() != Ends;
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft)));
    }
    case Qt::FontRole: {
        QFont font = Theme::instance().bodyFont();
        font.setBold(row.isBest && index.column() == Best);
        return font;
    }
    case groupRole: return static_cast<int>(row.group);
    default: return {};
    }
}

QVariant CompareTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment(Qt::AlignVCenter | (section == Label || section == Ends ? Qt::AlignLeft : Qt::AlignRight)));
    if (role == Qt::ToolTipRole && section == Best) return tr("Best %1").arg(QString::fromStdString(m_metric.words()));
    if (role == Qt::ToolTipRole && section == Difference && m_reference)
        return tr("Difference to %1").arg(QString::fromStdString(m_reference->name));
    if (role == Qt::ToolTipRole && section == Test) return tr("Test accuracy at each run's validation-best epoch");
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("run or group"), tr("runs"), tr("best"), tr("vs ref."), tr("at epoch"), tr("test there"), tr("ends")};
    return names[section];
}

void CompareTable::order() { core::sortSummary(m_rows, *sortedBy(m_column), m_order == Qt::DescendingOrder); }

void CompareTable::sort(int column, Qt::SortOrder order) {
    emit layoutAboutToBeChanged();
    m_column = column;
    m_order = order;
    this->order();
    emit layoutChanged();
}

} // namespace epochlab::ui
