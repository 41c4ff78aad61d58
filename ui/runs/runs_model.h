#pragma once

#include "bridge/stored_runs.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include <vector>

namespace epochlab::ui {

/// The list of runs, newest first: this session's that the store does not know yet, then those of the store that the filter lets through.
/// GUI thread.
class RunsModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { StateTextRole = Qt::UserRole, ValueTextRole, ColourRole, CurrentRole, ResumableRole, ProblemRole };

    RunsModel(Controller& controller, StoredRuns& stored, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override; ///< the name, and the tick
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    core::RunId idAt(const QModelIndex& index) const; ///< empty: no such row
    QModelIndex indexOf(const core::RunId& id) const;
    /// "width 64, finished · 1.1 s, 0.964"
    QString rowText(const QModelIndex& index) const;

private:
    std::vector<core::RunId> wanted() const;
    void sync();
    void updateRun(const core::RunId& id);
    void updateAll();
    QString name(const core::RunId& id) const;
    QString state(const core::RunId& id) const;
    double value(const core::RunId& id) const;
    QString tip(const core::RunId& id) const;

    Controller& m_controller;
    StoredRuns& m_stored;
    std::vector<core::RunId> m_ids;
};

/// Draws a row: tick, line and marker, name over state, best value.
class RunDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

signals:
    void resumeRequested(const QModelIndex& index);

protected:
    /// A click on the tick, or the space key, ticks; one on "Resume" goes on.
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option, const QModelIndex& index) override;
};

} // namespace epochlab::ui
