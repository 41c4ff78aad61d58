// Runs that leave the store, and come into it.
#include "window/main_window.h"

#include "bridge/run_mover.h"
#include "bridge/stored_runs.h"
#include "exchange/run_archive.h"
#include "runs/runs_panel.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr std::size_t mostTicked = 8; ///< of imported runs: as many lines as a plot labels

} // namespace

void MainWindow::connectMover() {
    connect(m_actions.exportRuns, &QAction::triggered, this, &MainWindow::askExportRuns);
    connect(m_actions.importRuns, &QAction::triggered, this, [this] {
        const QStringList paths = QFileDialog::getOpenFileNames(
            this, tr("Import runs"), {},
            tr("Archives, TensorBoard event files, CSV logs (*.epochlab *.tar *tfevents* *.csv);;All files (*)"));
        m_mover->importRuns(paths);
    });
    connect(m_actions.importFolder, &QAction::triggered, this, [this] {
        const QString path = QFileDialog::getExistingDirectory(this, tr("Import a folder of TensorBoard or CSV logs"));
        if (!path.isEmpty()) m_mover->importRuns({path});
    });
    connect(m_mover, &RunMover::working, this, [this](const QString& what) { notice(what, false); });
    connect(m_mover, &RunMover::failed, this, &MainWindow::showError);
    connect(m_mover, &RunMover::exported, this, [this](int count, const QString& path) {
        notice(count == 1 ? tr("1 run exported to %1").arg(path) : tr("%1 runs exported to %2").arg(count).arg(path), false);
    });
    connect(m_mover, &RunMover::imported, this, [this](const std::vector<core::RunId>& runs, const QString& path) {
        const QString file = QFileInfo(path).fileName();
        notice(runs.size() == 1 ? tr("1 run imported from %1").arg(file) : tr("%1 runs imported from %2").arg(runs.size()).arg(file),
               false);
        m_stored->refresh();
        for (std::size_t i = 0; i < std::min(runs.size(), mostTicked); ++i) m_stored->setTicked(runs[i], true);
    });
}

/// The selected runs, else the ticked ones; or all. An archive, or event files in a folder.
void MainWindow::askExportRuns() {
    std::vector<core::RunId> ticked;
    for (const RunRecord& run : m_controller.runs())
        if (run.ticked && !run.live()) ticked.push_back(run.id);
    const std::vector<core::RunId> selected = m_runs->selected();
    QMenu menu(this);
    const auto add = [this, &menu](const QString& which, const std::vector<core::RunId>& ids, bool enabled) {
        menu.addAction(tr("%1 as an archive…").arg(which), this, [this, ids] { exportTo(ids, false); })->setEnabled(enabled);
        menu.addAction(tr("%1 for TensorBoard…").arg(which), this, [this, ids] { exportTo(ids, true); })->setEnabled(enabled);
    };
    add(tr("Selected runs (%1)").arg(selected.size()), selected, !selected.empty());
    add(tr("Ticked runs (%1)").arg(ticked.size()), ticked, !ticked.empty());
    add(tr("The whole project"), {}, true);
    menu.exec(m_runs->mapToGlobal(QPoint(0, 0)));
}

void MainWindow::exportTo(const std::vector<core::RunId>& runs, bool tensorBoard) {
    const QString path = tensorBoard ? QFileDialog::getExistingDirectory(this, tr("Export event files into a folder"))
                                     : QFileDialog::getSaveFileName(this, tr("Export runs"), QStringLiteral("runs.epochlab"),
                                                                    tr("Archives of runs (*.epochlab)"));
    if (!path.isEmpty()) m_mover->exportRuns(runs, path, tensorBoard ? RunMover::Format::TensorBoard : RunMover::Format::Archive);
}

} // namespace epochlab::ui
