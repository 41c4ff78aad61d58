#pragma once

#include "bridge/run_queue.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace epochlab::ui {

/// The queue's rows for a list. GUI thread.
class QueueModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { StateTextRole = Qt::UserRole, ShareRole, RunningRole, FailedRole };

    explicit QueueModel(const RunQueue& queue, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    /// DisplayRole: the name; AccessibleTextRole: all that the row says.
    QVariant data(const QModelIndex& index, int role) const override;
    core::RunId idAt(const QModelIndex& index) const; ///< empty: none
    QModelIndex indexOf(const core::RunId& id) const;

signals:
    /// The rows are others, or in another order: who marks one finds it anew by its id.
    void rearranged();

private:
    void refresh();

    const RunQueue& m_queue;
    std::vector<QueueRow> m_rows;
};

/// Draws a row: name, state, and how far a running one is.
class QueueDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace epochlab::ui
