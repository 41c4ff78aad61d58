#pragma once

#include "bridge/controller.h"

#include <QWidget>

#include <map>

class QLabel;
class QMenu;
class QVBoxLayout;

namespace epochlab::ui {

class RunRow;

/// The list at the right: newest run on top, each with tick, colour and marker, name, state and best validation value. A context menu
/// (or Delete) removes ended runs. GUI thread.
class RunsPanel : public QWidget {
    Q_OBJECT
public:
    explicit RunsPanel(Controller& controller, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    int rowCount() const { return static_cast<int>(m_rows.size()); }
    /// What the row says, for tests and screen readers: "width 64, finished · 1.1 s, 0.964".
    QString rowText(const core::RunId& id) const;
    QString emptyText() const;
    RunRow* row(const core::RunId& id) const; ///< null: none

signals:
    void trainFurtherRequested(const epochlab::core::RunId& id);

private:
    void addRow(const core::RunId& id);
    void removeRow(const core::RunId& id);
    void updateRow(const core::RunId& id);
    void updateAll();
    void fillMenu(QMenu& menu, const core::RunId& id);
    void chainFocus(); ///< Tab goes down the list, though the newest row is made last

    Controller& m_controller;
    QVBoxLayout* m_list = nullptr;
    QLabel* m_empty = nullptr;
    std::map<core::RunId, RunRow*> m_rows;
};

} // namespace epochlab::ui
