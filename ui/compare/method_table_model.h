#pragma once

#include "compare/method_table_source.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

#include <set>

namespace epochlab::ui {

/// A table of methods and learning rates: the rows' names, then a column for each value. GUI thread.
class MethodTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    static constexpr int linesRole = Qt::UserRole;      ///< QStringList: the value, then what stands below it
    static constexpr int actionRole = Qt::UserRole + 1; ///< QString: what a click does, "Run ▸"; empty: it ticks
    static constexpr int tickedRole = Qt::UserRole + 2; ///< all of the cell's runs are ticked

    using QAbstractTableModel::QAbstractTableModel;
    void setAnswer(TableAnswer answer);
    void setTicked(std::set<core::RunId> ticked);
    const core::MethodTable& table() const { return m_answer.table; }
    /// nullptr for the rows' names.
    const core::TableCell* cell(const QModelIndex& index) const;
    std::vector<core::RunId> runsOf(const QModelIndex& index) const;
    /// Lines of the tallest cell.
    int lines() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QStringList linesOf(const core::TableCell& cell) const;
    QString tip(const QModelIndex& index) const;
    bool isTicked(const QModelIndex& index) const;

    TableAnswer m_answer;
    std::set<core::RunId> m_ticked;
};

/// Draws a cell: its value, and what stands below in smaller letters.
class MethodTableDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace epochlab::ui
