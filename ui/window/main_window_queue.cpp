// The queue, what an earlier session has left of one, and a store that takes nothing.
#include "window/main_window.h"

#include "bridge/queue_keeper.h"
#include "bridge/run_queue.h"
#include "bridge/stored_runs.h"
#include "runs/queue_panel.h"
#include "window/notice_bar.h"
#include "window/sweep_dialog.h"
#include "window/tab_pages.h"

#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

namespace epochlab::ui {

void MainWindow::connectQueue() {
    connect(m_actions.sweep, &QAction::triggered, this, &MainWindow::openSweep);
    connect(m_queuePanel, &QueuePanel::sweepRequested, this, &MainWindow::openSweep);
    connect(m_queuePanel, &QueuePanel::failed, this, &MainWindow::showError);
    for (QPushButton* button : {m_queuePanel->goOnButton(), m_notice->goOnButton()})
        connect(button, &QPushButton::clicked, this, &MainWindow::goOnWithQueue);
    for (QPushButton* button : {m_queuePanel->discardButton(), m_notice->discardButton()})
        connect(button, &QPushButton::clicked, m_keeper, &QueueKeeper::discard);
    connect(m_queue, &RunQueue::changed, this, [this] {
        const auto& rows = m_queue->rows();
        const auto left = std::ranges::count_if(rows, [](const QueueRow& row) { return row.state != core::QueueState::Done; });
        m_side->setTitle(m_queuePanel, left > 0 ? tr("Queue (%1)").arg(left) : tr("Queue"));
        if (m_queue->left().empty() && m_notice->isOfQueue()) notice({}, false);
    });
    connect(m_keeper, &QueueKeeper::failed, this, &MainWindow::showError);
    connect(m_keeper, &QueueKeeper::found, this, [this] { m_goOnWhenFound ? goOnWithQueue() : tellEarlier(); });
    connect(m_stored, &StoredRuns::loaded, this, [this](int interrupted) {
        m_interrupted = interrupted;
        tellEarlier();
    });
}

void MainWindow::goOnWithQueue() {
    m_goOnWhenFound = m_queue->left().empty();
    if (m_goOnWhenFound) return;
    for (const core::QueuedRun& run : m_queue->left())
        if (const auto kept = m_controller.presetGate().keeps(*run.config); !kept) return showError(kept.error());
    m_keeper->goOn();
    m_actions.showRuns->setChecked(true);
    m_side->show(m_queuePanel);
}

void MainWindow::tellEarlier() {
    const auto& left = m_queue->left();
    const auto begun = std::ranges::count_if(left, &core::QueuedRun::interrupted);
    const auto others = std::max<std::ptrdiff_t>(0, m_interrupted - begun);
    QStringList sentences;
    if (!left.empty()) sentences << m_queue->leftText() + QLatin1Char('.');
    if (others == 1) sentences << tr("A run was interrupted before its end; Resume in the list of runs goes on with it.");
    if (others > 1) sentences << tr("%1 runs were interrupted before their end; Resume in the list of runs goes on with one.").arg(others);
    if (sentences.isEmpty()) return;
    m_notice->say(sentences.join(QLatin1Char(' ')), false, !left.empty());
}

void MainWindow::pauseForStore(bool pause) {
    m_storeTakesNothing = pause;
    m_controller.pauseForStore(pause);
    m_queue->pauseForStore(pause);
    const QString why = m_notice->isHidden() ? tr("The store takes nothing at the moment") : m_notice->text();
    notice(pause ? tr("%1. Training stands still until then, and goes on by itself.").arg(why)
                 : tr("The store has taken what was measured; training goes on."),
           pause);
}

/// True: close, with what trains interrupted. No answer keeps training.
bool MainWindow::askToClose() {
    QMessageBox question(QMessageBox::Question, tr("A training is running"),
                         m_storeTakesNothing
                             ? tr("The store takes nothing at the moment: what was trained since the last checkpoint in it would be lost.")
                             : tr("Save it and quit, or keep training? The next start offers to go on from there."),
                         {}, this);
    QPushButton* quit = question.addButton(m_storeTakesNothing ? tr("Quit") : tr("Save and quit"), QMessageBox::DestructiveRole);
    question.setDefaultButton(question.addButton(tr("Keep training"), QMessageBox::RejectRole));
    question.exec();
    return question.clickedButton() == quit;
}

void MainWindow::openSweep() {
    if (comesForward(m_dialogs.sweep)) return;
    m_dialogs.sweep = new SweepDialog(m_controller, m_queue->cores(), this);
    m_dialogs.sweep->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialogs.sweep, &QDialog::accepted, this,
            [this, dialog = m_dialogs.sweep.data()] { queueRuns(dialog->draft().runs()->value()); });
    m_dialogs.sweep->open();
}

void MainWindow::queueRuns(const std::vector<core::PlannedRun>& runs) {
    if (m_queue->add(runs).empty()) return;
    m_actions.showRuns->setChecked(true);
    m_side->show(m_queuePanel);
}

} // namespace epochlab::ui
