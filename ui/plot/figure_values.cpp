#include "plot/figure_values.h"

#include "plot/csv_text.h"
#include "plot/curve_model.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>

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

void FigureValues::show(core::TextTable table) {
    const auto shared = std::make_shared<const core::TextTable>(std::move(table));
    std::vector<Column> columns;
    for (std::size_t column = 0; column < shared->header.size(); ++column) {
        const auto textAt = [shared, column](int row) -> const std::string& {
            return shared->rows[static_cast<std::size_t>(row)][column].text;
        };
        const bool numbers = std::ranges::all_of(shared->rows, [column](const auto& row) { return row[column].number; });
        const QString head = QString::fromStdString(shared->header[column].text);
        if (!numbers) {
            columns.push_back({head, {}, [textAt](int row) { return QString::fromStdString(textAt(row)); }});
            continue;
        }
        columns.push_back({head, [textAt](int row) -> std::optional<double> {
                               const std::string& text = textAt(row);
                               double value = 0.0;
                               const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
                               return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
                           }});
    }
    show(static_cast<int>(shared->rows.size()), std::move(columns));
}

QVariant FigureValues::data(const QModelIndex& index, int role) const {
    const Column& column = m_columns[static_cast<std::size_t>(index.column())];
    if (role == Qt::TextAlignmentRole) return QVariant((column.words ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    if (column.words) return column.words(index.row());
    const std::optional<double> value = column.at(index.row());
    return value ? valueText(*value) : QString();
}

QVariant FigureValues::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    const Column& column = m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::TextAlignmentRole) return QVariant((column.words ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole) return column.head;
    return {};
}

QString FigureValues::text(core::TableFormat format) const {
    core::TextTable table;
    for (const Column& column : m_columns) table.header.push_back({column.head.toStdString()});
    table.rows.reserve(static_cast<std::size_t>(m_rows));
    for (int row = 0; row < m_rows; ++row) {
        std::vector<core::TextTable::Cell>& cells = table.rows.emplace_back();
        for (const Column& column : m_columns) {
            if (column.words) {
                cells.push_back({column.words(row).toStdString()});
                continue;
            }
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
