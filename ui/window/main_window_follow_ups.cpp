// What is made of a run that is kept: again, with other seeds, another way.
#include "window/main_window.h"

#include "bridge/run_follow_ups.h"
#include "compare/compare_choices.h"
#include "compare/compare_view.h"
#include "runs/runs_panel.h"
#include "window/branch_dialog.h"
#include "window/tab_pages.h"

#include <QItemSelectionModel>
#include <QListView>

namespace epochlab::ui {

void MainWindow::connectFollowUps() {
    connect(m_actions.rerun, &QAction::triggered, this, [this] { m_followUps->rerun(chosenRun()); });
    connect(m_actions.luck, &QAction::triggered, this, [this] { m_followUps->tryLuck(chosenRun()); });
    connect(m_actions.branch, &QAction::triggered, this, [this] { m_followUps->prepareBranch(chosenRun()); });
    connect(m_runs->list()->selectionModel(), &QItemSelectionModel::selectionChanged, this, &MainWindow::refreshFollowUps);
    connect(m_stored, &StoredRuns::changed, this, &MainWindow::refreshFollowUps);
    connect(m_followUps, &RunFollowUps::failed, this, &MainWindow::showError);
    connect(m_followUps, &RunFollowUps::said, this, [this](const QString& sentence) { notice(sentence, false); });
    connect(m_followUps, &RunFollowUps::judged, this, [this](bool identical, const QString& sentence) { notice(sentence, !identical); });
    connect(m_followUps, &RunFollowUps::luckQueued, this, &MainWindow::showLuck);
    connect(m_followUps, &RunFollowUps::branchPrepared, this, &MainWindow::openBranch);
}

/// The one that is selected in the list, else the latest; empty: there is none.
core::RunId MainWindow::chosenRun() const {
    if (const std::vector<core::RunId> selected = m_runs->selected(); selected.size() == 1) return selected.front();
    const RunRecord* run = m_controller.current();
    return run != nullptr ? run->id : core::RunId();
}

void MainWindow::refreshFollowUps() {
    using Kind = RunFollowUps::Kind;
    const core::RunId run = chosenRun();
    const auto show = [&](QAction* action, Kind kind) {
        const QString obstacle = run.empty() ? tr("There is no run yet") : m_followUps->obstacle(kind, run);
        action->setEnabled(obstacle.isEmpty());
        action->setToolTip(obstacle.isEmpty() ? RunFollowUps::helpOf(kind) : obstacle);
    };
    show(m_actions.rerun, Kind::Rerun);
    show(m_actions.luck, Kind::Luck);
    show(m_actions.branch, Kind::Branch);
}

/// The run and its other seeds as one group with a band.
void MainWindow::showLuck(const std::vector<core::RunId>& runs) {
    m_compare->choices()->choose(QStringLiteral("group"), QStringLiteral("all"));
    m_centre->show(m_compare);
    notice(
        tr("%1 more seeds are queued; the band below is all of them, and a sentence here will say what they come to").arg(runs.size() - 1),
        false);
}

void MainWindow::openBranch(const std::shared_ptr<BranchDraft>& draft) {
    if (m_dialogs.branch != nullptr) m_dialogs.branch->close(); // of another run
    m_dialogs.branch = new BranchDialog(draft, this);
    m_dialogs.branch->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialogs.branch, &QDialog::accepted, this, [this, draft] { m_followUps->beginBranch(*draft); });
    m_dialogs.branch->open();
}

} // namespace epochlab::ui
