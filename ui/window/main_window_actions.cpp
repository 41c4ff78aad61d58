// What the menus' commands do.
#include "window/main_window.h"

#include "bridge/run_mover.h"
#include "params/setup_form.h"
#include "compare/compare_view.h"
#include "insight/side_views.h"
#include "runs/runs_panel.h"
#include "theme/theme.h"
#include "vision/picture_header.h"
#include "watch/epoch_views.h"
#include "watch/watch_view.h"
#include "window/about_dialog.h"
#include "window/csv_dialog.h"
#include "window/export_commands.h"
#include "window/picture_commands.h"
#include "window/preset_commands.h"
#include "window/recipe_commands.h"
#include "window/rate_dialog.h"
#include "window/schedule_dialog.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenu>
#include <QMimeData>
#include <QStatusBar>

#include <algorithm>

namespace epochlab::ui {
namespace {

/// The local files and folders of a drag.
QStringList droppedPaths(const QMimeData* mime) {
    QStringList paths;
    for (const QUrl& url : mime->urls()) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    return paths;
}

} // namespace

void MainWindow::fillExportMenu() {
    std::vector<FigureCard*> figures = m_watch->allFigures();
    figures.push_back(m_compare->plot());
    std::ranges::copy(m_compare->sideViews()->figures(), std::back_inserter(figures));
    m_export->fill(figures);
    connect(m_export, &ExportCommands::said, this, &MainWindow::notice);
    connect(m_export, &ExportCommands::failed, this, &MainWindow::showError);
    connect(m_export, &ExportCommands::passed, this, [this](const QString& text) { statusBar()->showMessage(text, 6000); });
}

void MainWindow::connectActions() {
    const Actions& a = m_actions;
    connect(a.cities, &QAction::triggered, this, [this] { chooseData("cities"); });
    connect(a.fashion, &QAction::triggered, this, [this] { chooseData("fashion-mnist"); });
    EpochViews* epochs = m_watch->epochViews();
    connect(a.epochBack, &QAction::triggered, this, [epochs] { epochs->timeline()->step(-1); });
    connect(a.epochForward, &QAction::triggered, this, [epochs] { epochs->timeline()->step(1); });
    connect(a.epochNow, &QAction::triggered, this, [epochs] { epochs->timeline()->setEpoch(std::nullopt); });
    connect(a.playEpochs, &QAction::triggered, this, [epochs] { epochs->timeline()->play(!epochs->timeline()->playing()); });
    connect(a.confusion, &QAction::toggled, this, [epochs](bool on) { epochs->showConfusion(on); });
    connect(epochs, &EpochViews::switched, this,
            [this, epochs] { m_actions.confusion->setChecked(epochs->shown() == epochs->confusion()); });
    for (QAction* toy : a.toys) {
        connect(toy, &QAction::triggered, this, [this, toy] { chooseData(toy->data().toString().toStdString()); });
    }
    connect(a.openCsv, &QAction::triggered, this, &MainWindow::chooseCsv);
    connect(a.openFolder, &QAction::triggered, this, &MainWindow::chooseFolder);
    connect(a.openPreset, &QAction::triggered, m_presets, &PresetCommands::choose);
    connect(a.quit, &QAction::triggered, this, &QWidget::close);
    connect(a.copyCommand, &QAction::triggered, this, [this] {
        QApplication::clipboard()->setText(m_controller.commandLine());
        statusBar()->showMessage(tr("Copied: %1").arg(m_controller.commandLine()), 6000);
    });
    connect(a.resetAll, &QAction::triggered, this, [this] {
        const auto preset = m_controller.preset();
        core::ParamSet fresh = preset ? preset->start() : core::ParamSet(m_controller.config().table());
        if (fresh.set("data", m_controller.config().text("data"))) {
            m_controller.setConfig(fresh);
        }
    });
    connect(a.showSetup, &QAction::toggled, m_left, &QWidget::setVisible);
    connect(a.showRuns, &QAction::toggled, m_right, &QWidget::setVisible);
    connect(a.showAdvanced, &QAction::toggled, m_form, &SetupForm::setUnfolded);
    connect(m_form, &SetupForm::unfoldedChanged, a.showAdvanced, &QAction::setChecked);
    connect(a.themes, &QActionGroup::triggered, this,
            [](QAction* action) { Theme::instance().setChoice(static_cast<ThemeChoice>(action->data().toInt())); });
    connect(a.about, &QAction::triggered, this, [this] {
        AboutDialog dialog(this);
        dialog.exec();
    });
}

void MainWindow::connectTraining() {
    connect(m_actions.train, &QAction::triggered, this, [this] {
        m_form->enterTyped(); // the shortcut leaves the focus in the field
        if (m_actions.train->isEnabled()) m_controller.train();
    });
    connect(m_actions.pause, &QAction::triggered, this, [this] {
        const RunRecord* run = m_controller.current();
        if (run != nullptr && run->phase == core::RunPhase::Paused && run->pausedByHand) {
            m_controller.resume();
        } else {
            m_controller.pause();
        }
    });
    connect(m_actions.stop, &QAction::triggered, &m_controller, &Controller::stop);
    connect(m_actions.step, &QAction::triggered, &m_controller, &Controller::stepOnce);
    connect(m_actions.rewind, &QAction::triggered, &m_controller, &Controller::rewind);
    connect(m_actions.live, &QAction::triggered, &m_controller, &Controller::setLive);
    connect(m_actions.keep, &QAction::triggered, &m_controller, &Controller::keepDraft);
    connect(m_runs, &RunsPanel::trainFurtherRequested, this, &MainWindow::askTrainFurther);
    connect(m_actions.trainFurther, &QAction::triggered, this, [this] {
        if (const RunRecord* run = m_controller.current()) askTrainFurther(run->id);
    });
    connect(m_actions.findRate, &QAction::triggered, this, &MainWindow::openRateFinder);
    connect(m_actions.changeSchedule, &QAction::triggered, this, &MainWindow::openSchedule);
}

void MainWindow::askTrainFurther(const core::RunId& id) {
    const RunRecord* run = m_controller.run(id);
    if (run == nullptr || !m_controller.canTrainFurther(id)) return;
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("train-further-dialog"));
    dialog->setWindowTitle(tr("Train further"));
    const bool cosine = rateCourseOf(*run).last().kind == core::Schedule::Kind::Cosine;
    dialog->setLabelText((cosine ? tr("The cosine schedule becomes that of the new length from here on.\n") : QString()) +
                         tr("How many epochs more, after the %1 that %2 has done?").arg(run->finished->epochs).arg(run->name));
    dialog->setTextValue(QString::number(std::max<std::int64_t>(1, run->finished->epochs)));
    dialog->setOkButtonText(tr("Train"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, id](const QString& text) {
        const auto outcome = m_controller.trainFurther(id, text.trimmed().toLongLong()); // 0 where it is no number
        if (!outcome) showError(outcome.error());
    });
    dialog->open();
}

bool comesForward(QWidget* dialog) {
    if (dialog == nullptr) return false;
    dialog->raise();
    dialog->activateWindow();
    return true;
}

void MainWindow::openRateFinder() {
    if (comesForward(m_dialogs.rates)) return;
    m_form->enterTyped();
    m_dialogs.rates = new RateDialog(m_controller.services(), m_controller.config(), this);
    m_dialogs.rates->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialogs.rates, &QDialog::accepted, this, [this, dialog = m_dialogs.rates.data()] {
        if (const auto outcome = setField("learning-rate", dialog->rate()); !outcome) showError(outcome.error());
    });
    m_dialogs.rates->open();
}

void MainWindow::openSchedule() {
    if (comesForward(m_dialogs.schedule)) return;
    if (!isLive(m_controller.current())) return;
    m_dialogs.schedule = new ScheduleDialog(m_controller, this);
    m_dialogs.schedule->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialogs.schedule, &QDialog::accepted, this, [this, dialog = m_dialogs.schedule.data()] {
        const core::RateChange change = dialog->change();
        const auto steered = m_controller.setSchedule(*change.schedule, change.rate);
        if (!steered) return showError(steered.error());
        statusBar()->showMessage(tr("The running training follows the new schedule from its next batch on"), 4000);
    });
    m_dialogs.schedule->open();
}

void MainWindow::chooseData(const std::string& source) {
    if (const auto outcome = m_controller.setParam("data", source); !outcome) {
        showError(outcome.error());
    }
}

void MainWindow::chooseCsv() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open CSV"), {}, tr("Tables (*.csv *.tsv *.txt *.data);;All files (*)"));
    if (!path.isEmpty()) {
        openPath(path);
    }
}

void MainWindow::chooseFolder() {
    const QString path =
        QFileDialog::getExistingDirectory(this, tr("Open a folder of pictures, or of training, validation and test files"));
    if (!path.isEmpty()) {
        openPath(path);
    }
}

void MainWindow::openPath(const QString& path) {
    if (core::looksLikeLabPreset(path.toStdString())) {
        m_presets->openFile(path);
        return;
    }
    if (RunMover::holdsRuns(path)) {
        m_mover->importRuns({path});
        return;
    }
    if (path.endsWith(QStringLiteral(".toml"), Qt::CaseInsensitive)) {
        m_recipes->openEditor(path.toStdString());
        return;
    }
    if (QFileInfo(path).isDir()) {
        chooseData(path.toStdString());
        return;
    }
    if (core::isPictureExtension("." + QFileInfo(path).suffix().toStdString())) {
        m_pictures->openPrediction(path);
        return;
    }
    if (const auto allowed = m_controller.presetGate().mayHave(m_controller.config(), "data", path.toStdString()); !allowed)
        return showError(allowed.error());
    if (m_dialogs.csv != nullptr) { // never a dialog on a dialog
        m_dialogs.csv->close();
    }
    m_dialogs.csv = new CsvDialog(path.toStdString(), m_controller.config(), this);
    m_dialogs.csv->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialogs.csv, &QDialog::accepted, this, [this, dialog = m_dialogs.csv.data()] {
        if (dialog->config() == m_controller.config()) {
            m_controller.reloadData(); // the same file, read again: it may have been mended
        } else {
            m_controller.setConfig(dialog->config());
        }
    });
    m_dialogs.csv->open();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!droppedPaths(event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QStringList paths = droppedPaths(event->mimeData());
    if (paths.isEmpty()) {
        return;
    }
    event->acceptProposedAction();
    if (paths.size() > 1) {
        showError({core::ErrorCode::Usage, std::to_string(paths.size()) + " files were dropped", "",
                   "drop one CSV file, one picture, one preset, a folder of pictures, or the folder that holds train.csv, validation.csv "
                   "and test.csv"});
        return;
    }
    // After the drop has ended: the other program waits for it.
    QMetaObject::invokeMethod(
        this, [this, path = paths.first()] { openPath(path); }, Qt::QueuedConnection);
}

} // namespace epochlab::ui
