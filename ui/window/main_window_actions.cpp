// What the menus' commands do.
#include "window/main_window.h"

#include "params/setup_form.h"
#include "theme/theme.h"
#include "window/about_dialog.h"
#include "window/csv_dialog.h"
#include "window/export_plots.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QStatusBar>

namespace epochlab::ui {
namespace {

QString sentence(const core::Error& error) { return QString::fromStdString(core::describe(error)); }

/// The one local file of a drag, or empty.
QString droppedFile(const QMimeData* mime) {
    const QList<QUrl> urls = mime->urls();
    return urls.size() == 1 && urls.first().isLocalFile() ? urls.first().toLocalFile() : QString();
}

} // namespace

QMenu* MainWindow::buildExportMenu() {
    auto* menu = new QMenu(this);
    QMenu* plotMenu = nullptr;
    for (const ExportItem& item : exportItems(*m_watch)) {
        if (plotMenu == nullptr || plotMenu->title() != item.plot) {
            plotMenu = menu->addMenu(item.plot);
            connect(item.figure, &FigureCard::copied, this,
                    [this, item] { statusBar()->showMessage(tr("Copied %1 as PNG and SVG").arg(item.plot), 6000); });
        }
        plotMenu->addAction(item.suffix.toUpper() + QStringLiteral("…"), this, [this, item] { exportOne(item); });
        connect(item.figure, &FigureCard::exportRequested, this, [this, item](FigureFormat format) {
            if (format == item.format) exportOne(item);
        });
    }
    menu->addSeparator();
    menu->addAction(m_actions.exportAll);
    return menu;
}

void MainWindow::exportOne(const ExportItem& item) {
    const QString path = QFileDialog::getSaveFileName(this, tr("Export %1").arg(item.plot), QDir::current().filePath(item.fileName()),
                                                      QStringLiteral("%1 (*.%2)").arg(item.suffix.toUpper(), item.suffix));
    if (path.isEmpty()) {
        return;
    }
    const auto outcome = writeExport(item, path);
    notice(outcome ? tr("Exported to %1").arg(path) : sentence(outcome.error()), !outcome);
}

void MainWindow::exportAllTo(const QString& folder) {
    int written = 0;
    for (const ExportItem& item : exportItems(*m_watch)) {
        const auto outcome = writeExport(item, QDir(folder).filePath(item.fileName()));
        if (!outcome) {
            notice(sentence(outcome.error()), true);
            return;
        }
        ++written;
    }
    notice(tr("%1 files exported to %2").arg(written).arg(folder), false);
}

void MainWindow::connectActions() {
    const Actions& a = m_actions;
    connect(a.cities, &QAction::triggered, this, [this] { chooseData("cities"); });
    for (QAction* toy : a.toys) {
        connect(toy, &QAction::triggered, this, [this, toy] { chooseData(toy->data().toString().toStdString()); });
    }
    connect(a.openCsv, &QAction::triggered, this, &MainWindow::chooseCsv);
    connect(a.openFolder, &QAction::triggered, this, &MainWindow::chooseFolder);
    connect(a.exportAll, &QAction::triggered, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Export all plots into a folder"), QDir::currentPath());
        if (!folder.isEmpty()) {
            exportAllTo(folder);
        }
    });
    connect(a.quit, &QAction::triggered, this, &QWidget::close);
    connect(a.copyCommand, &QAction::triggered, this, [this] {
        QApplication::clipboard()->setText(m_controller.commandLine());
        statusBar()->showMessage(tr("Copied: %1").arg(m_controller.commandLine()), 6000);
    });
    connect(a.resetAll, &QAction::triggered, this, [this] {
        core::ParamSet fresh(m_controller.config().table());
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
    connect(m_actions.train, &QAction::triggered, &m_controller, &Controller::train);
    connect(m_actions.pause, &QAction::triggered, this, [this] {
        const RunRecord* run = m_controller.current();
        if (run != nullptr && run->phase == core::RunPhase::Paused) {
            m_controller.resume();
        } else {
            m_controller.pause();
        }
    });
    connect(m_actions.stop, &QAction::triggered, &m_controller, &Controller::stop);
    connect(m_actions.step, &QAction::triggered, &m_controller, &Controller::stepOnce);
    connect(m_actions.rewind, &QAction::triggered, &m_controller, &Controller::rewind);
}

void MainWindow::chooseData(const std::string& source) {
    if (const auto outcome = m_controller.setParam("data", source); !outcome) {
        notice(sentence(outcome.error()), true);
    }
}

void MainWindow::chooseCsv() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open CSV"), {}, tr("Tables (*.csv *.tsv *.txt *.data);;All files (*)"));
    if (!path.isEmpty()) {
        openPath(path);
    }
}

void MainWindow::chooseFolder() {
    const QString path = QFileDialog::getExistingDirectory(this, tr("Open a folder with training, validation and test files"));
    if (!path.isEmpty()) {
        openPath(path);
    }
}

void MainWindow::openPath(const QString& path) {
    if (QFileInfo(path).isDir()) {
        chooseData(path.toStdString());
        return;
    }
    CsvDialog dialog(path.toStdString(), m_controller.config(), this);
    if (dialog.exec() == QDialog::Accepted) {
        m_controller.setConfig(dialog.config());
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!droppedFile(event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QString path = droppedFile(event->mimeData());
    if (path.isEmpty()) {
        return;
    }
    event->acceptProposedAction();
    // After the drop has ended: a dialog within it would hold the other program's drag.
    QMetaObject::invokeMethod(
        this, [this, path] { openPath(path); }, Qt::QueuedConnection);
}

} // namespace epochlab::ui
