#pragma once

#include "bridge/run_queue.h"

#include <QWidget>

class QLabel;
class QListView;
class QPushButton;

namespace epochlab::ui {

class QueueModel;

/// The queue at the right: what trains, waits and has ended. The marked run can be moved (Alt+Up, Alt+Down), removed or stopped (Delete),
/// and edited through the form. GUI thread.
class QueuePanel : public QWidget {
    Q_OBJECT
public:
    explicit QueuePanel(RunQueue& queue, QWidget* parent = nullptr);

    QListView* list() const { return m_list; }
    QString summaryText() const;
    QString emptyText() const; ///< empty while there are rows
    void mark(const core::RunId& id);
    core::RunId marked() const;
    QPushButton* goOnButton() const { return m_goOn; }
    QPushButton* discardButton() const { return m_discard; }
    static QString discardTip();

signals:
    void sweepRequested();
    void failed(const epochlab::core::Error& error);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* buildButtons();
    QWidget* buildOffer();
    QPushButton* button(const char* id, const QString& text, const QString& tip);
    void showMenu(const QPoint& place);
    void moveMarked(int steps);
    void refresh();

    RunQueue& m_queue;
    QueueModel* m_model;
    QListView* m_list;
    QLabel* m_summary;
    QLabel* m_empty;
    QWidget* m_offer = nullptr; ///< of what an earlier session has left
    QLabel* m_left = nullptr;
    QPushButton* m_goOn = nullptr;
    QPushButton* m_discard = nullptr;
    QPushButton* m_up = nullptr;
    QPushButton* m_down = nullptr;
    QPushButton* m_edit = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_repeat = nullptr;
    QPushButton* m_stopAll = nullptr;
    core::RunId m_marked; ///< stays through a rearrangement
};

} // namespace epochlab::ui
