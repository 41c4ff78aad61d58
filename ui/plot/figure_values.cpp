#include "plot/figure_values.h"

#include "plot/csv_text.h"
#include "plot/curve_model.h"

#include <algorithm>
#include <cmath>

namespace epochlab::ui {

void FigureValues::show(int rows, std::vector<Column> columns) {
    const bool same = std::ranges::equal(columns, m_columns, {}, &Column::head, &Column::head);
    if (!same || rows < m_rows) {
        beginResetModel();
        m_rows = rows;
        m_columns = std::move(columns);
        endResetModel();
        return;
    }
    m_columns = std::move(columns);
    if (m_rows > 0) emit dataChanged(index(0, 0), index(m_rows - 1, columnCount() - 1));
    if (rows == m_rows) return;
    beginInsertRows({}, m_rows, rows - 1);
    m_rows = rows;
    endInsertRows();
}

QVariant FigureValues::data(const QModelIndex& index, int role) const {
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    const std::optional<double> value = m_columns[static_cast<std::size_t>(index.column())].at(index.row());
    return value ? valueText(*value) : QString();
}

QVariant FigureValues::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole) return m_columns[static_cast<std::size_t>(section)].head;
    return {};
}

QString FigureValues::text(core::TableFormat format) const {
    core::TextTable table;
    for (const Column& column : m_columns) table.header.push_back({column.head.toStdString()});
    table.rows.reserve(static_cast<std::size_t>(m_rows));
    for (int row = 0; row < m_rows; ++row) {
        std::vector<core::TextTable::Cell>& cells = table.rows.emplace_back();
        for (const Column& column : m_columns) {
            const std::optional<double> value = column.at(row);
            const bool missing = value && std::isnan(*value); // which a cell without a value is not
            cells.push_back({missing ? "NaN" : value ? csvNumber(*value).toStdString() : std::string(), false, true});
        }
    }
    return QString::fromStdString(core::write(table, format));
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_figure_values.cpp"
