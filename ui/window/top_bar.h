#pragma once

#include "bridge/controller.h"
#include "window/actions.h"

#include <QWidget>

class QHBoxLayout;
class QMenu;
class QProgressBar;
class QPushButton;

namespace epochlab::ui {

class Chip;
class FittingLabel;

/// The row at the top: data chip, model chip, Train, which becomes Pause | Stop | Step | Rewind while a run is live, the Live switch and
/// Keep, the estimate or the progress, and Export. GUI thread.
class TopBar : public QWidget {
    Q_OBJECT
public:
    TopBar(Controller& controller, const Actions& actions, QMenu* exportMenu, QWidget* parent = nullptr);

    QString dataText() const;
    QString modelText() const;
    QString progress() const;

private:
    void addChips(QHBoxLayout* row);
    void addLive(QHBoxLayout* row);
    void addProgress(QHBoxLayout* row);
    QPushButton* addButton(QHBoxLayout* row, QAction* action);
    QMenu* makeDataMenu();
    QMenu* makeModelMenu();
    void refreshChips();
    void refreshRun();
    void showButtons(bool live);

    Controller& m_controller;
    const Actions& m_actions;
    Chip* m_data = nullptr;
    Chip* m_model = nullptr;
    QPushButton* m_train = nullptr;
    QList<QPushButton*> m_liveButtons;
    QPushButton* m_pause = nullptr;
    QPushButton* m_keep = nullptr;
    FittingLabel* m_progress = nullptr;
    QProgressBar* m_bar = nullptr;
};

} // namespace epochlab::ui
