#pragma once

#include "bridge/run_follow_ups.h"
#include "bridge/stored_runs.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QMenu;

namespace epochlab::ui {

class RunsModel;

/// The list at the right: all runs of the store, newest on top, each with tick, colour and marker, name, state and best validation value;
/// above it a line to filter by. F2 renames, Delete removes what is selected, with Undo; the rest is in the context menu. GUI thread.
class RunsPanel : public QWidget {
    Q_OBJECT
public:
    RunsPanel(Controller& controller, StoredRuns& stored, RunFollowUps& followUps, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    int rowCount() const;
    /// What the row says, for tests and screen readers: "width 64, finished · 1.1 s, 0.964".
    QString rowText(const core::RunId& id) const;
    QString emptyText() const;
    QString filterProblem() const; ///< of the words in the filter line; empty: none
    QString bannerText() const;    ///< empty: there is nothing to undo
    QListView* list() const { return m_list; }
    QLineEdit* filterLine() const { return m_filter; }
    std::vector<core::RunId> selected() const; ///< from the top
    void focusFilter();
    /// All that the filter leaves.
    void tickListed(bool ticked);

signals:
    void trainFurtherRequested(const epochlab::core::RunId& id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildFilter();
    void buildList();
    QWidget* buildBanner();
    void applyFilter();
    void refresh();
    void restyle();
    void showBanner();
    void showMenu(const QPoint& place);
    void fillMenu(QMenu& menu, const core::RunId& id);
    void addTicks(QMenu& menu);
    void addFollowUps(QMenu& menu, const core::RunId& id);
    void editNotes(const core::RunId& id);

    Controller& m_controller;
    StoredRuns& m_stored;
    RunFollowUps& m_followUps;
    RunsModel* m_model;
    QListView* m_list;
    QLineEdit* m_filter;
    QLabel* m_problem;
    QLabel* m_empty;
    QWidget* m_banner = nullptr;
    QLabel* m_removed = nullptr;
};

} // namespace epochlab::ui
