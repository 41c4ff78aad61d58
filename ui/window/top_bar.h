#pragma once

#include "bridge/controller.h"
#include "window/actions.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QMenu;
class QProgressBar;
class QPushButton;

namespace epochlab::ui {

/// The row at the top: data chip, model chip, Train, which becomes Pause | Stop | Step | Rewind while a run is live, the estimate or the
/// progress, and Export. GUI thread.
class TopBar : public QWidget {
    Q_OBJECT
public:
    TopBar(Controller& controller, const Actions& actions, QMenu* exportMenu, QWidget* parent = nullptr);

    QString dataText() const;
    QString modelText() const;
    QString progress() const;

private:
    QPushButton* addButton(QHBoxLayout* row, QAction* action);
    QMenu* makeDataMenu(const Actions& actions);
    void refreshChips();
    void refreshRun();

    Controller& m_controller;
    const Actions& m_actions;
    QPushButton* m_data = nullptr;
    QPushButton* m_model = nullptr;
    QPushButton* m_train = nullptr;
    QList<QPushButton*> m_liveButtons;
    QPushButton* m_pause = nullptr;
    QLabel* m_progress = nullptr;
    QProgressBar* m_bar = nullptr;
};

} // namespace epochlab::ui
