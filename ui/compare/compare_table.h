#pragma once

#include "compare/comparison.h"

#include <QAbstractTableModel>

namespace epochlab::ui {

/// The summary of a comparison, a group or run a row: name, runs, best value, its difference to the reference, best epoch, test accuracy
/// there, ends. Sortable. GUI thread.
class CompareTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Label, Runs, Best, Difference, Epoch, Test, Ends, ColumnCount };
    static constexpr int groupRole = Qt::UserRole; ///< the row's place in Comparison::groups

    using QAbstractTableModel::QAbstractTableModel;
    void setRows(std::vector<core::SummaryRow> rows, const std::vector<ComparedCurve>& curves, const core::Metric& metric,
                 const std::optional<core::ReferenceLevel>& reference);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;
    const std::vector<core::SummaryRow>& rows() const { return m_rows; }

private:
    QString text(const core::SummaryRow& row, int column) const;
    void order();

    std::vector<core::SummaryRow> m_rows;
    std::vector<CurveStyle> m_styles; ///< one a group
    core::Metric m_metric;
    std::optional<core::ReferenceLevel> m_reference;
    int m_column = Label;
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

} // namespace epochlab::ui
