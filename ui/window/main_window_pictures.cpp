// What the window shows of picture data beside the form.
#include "window/main_window.h"

#include "pictures/report_dialog.h"
#include "pictures/sight_dialog.h"
#include "pictures/sight_strip.h"
#include "theme/theme.h"
#include "window/data_header.h"
#include "window/tab_pages.h"

namespace epochlab::ui {
namespace {

/// In front where it stands already.
bool comesForward(QWidget* dialog) {
    if (dialog == nullptr) return false;
    dialog->raise();
    dialog->activateWindow();
    return true;
}

} // namespace

void MainWindow::connectPictures() {
    connect(m_actions.seePictures, &QAction::triggered, this, &MainWindow::openSight);
    connect(m_actions.pictureReport, &QAction::triggered, this, &MainWindow::openReport);
    connect(m_strip, &QPushButton::clicked, this, &MainWindow::openSight);
    connect(m_header, &DataHeader::sightRequested, this, &MainWindow::openSight);
    connect(m_header, &DataHeader::reportRequested, this, &MainWindow::openReport);
    connect(&m_controller, &Controller::dataChanged, this, &MainWindow::refreshPictures);
    refreshPictures();
}

void MainWindow::refreshPictures() {
    const core::DatasetPointer dataset = m_controller.dataset();
    for (QAction* action : {m_actions.seePictures, m_actions.pictureReport}) action->setEnabled(dataset && dataset->pictures);
}

void MainWindow::openSight() {
    if (comesForward(m_dialogs.sight)) return;
    m_dialogs.sight = new SightDialog(m_controller, this);
    m_dialogs.sight->setAttribute(Qt::WA_DeleteOnClose);
    m_dialogs.sight->show();
    m_dialogs.sight->move(m_centre->mapToGlobal(QPoint(space::s, space::s))); // Setup stays in sight: its fields act at once
}

void MainWindow::openReport() {
    if (comesForward(m_dialogs.report)) return;
    m_dialogs.report = new ReportDialog(m_controller, this);
    m_dialogs.report->setAttribute(Qt::WA_DeleteOnClose);
    m_dialogs.report->show();
}

} // namespace epochlab::ui
