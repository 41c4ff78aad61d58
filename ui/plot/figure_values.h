#pragma once

#include "compare/table_text.h"

#include <QAbstractTableModel>

#include <functional>
#include <optional>
#include <vector>

namespace epochlab::ui {

/// The numbers that a figure shows, read from where they stand. GUI thread.
class FigureValues : public QAbstractTableModel {
    Q_OBJECT
public:
    struct Column {
        QString head;
        std::function<std::optional<double>(int row)> at; ///< nothing: there is no value
        std::function<QString(int row)> words = {};       ///< instead of values: names and the like
    };
    using QAbstractTableModel::QAbstractTableModel;

    /// From now on these. Where only rows have come, what was chosen and scrolled to stays.
    void show(int rows, std::vector<Column> columns);
    /// A table whose numbers have all digits, as for CSV.
    void show(core::TextTable table);
    /// With all digits.
    QString text(core::TableFormat format) const;

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : m_rows; }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_columns.size()); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    int m_rows = 0;
    std::vector<Column> m_columns;
};

} // namespace epochlab::ui
