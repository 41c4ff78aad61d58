#include "window/report_commands.h"

#include "bridge/controller.h"
#include "bridge/stored_runs.h"
#include "recipes/recipe_book.h"
#include "report/report_page.h"
#include "window/main_window.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

#include <utility>

namespace epochlab::ui {
namespace {

QString textOf(const std::string& text) { return QString::fromStdString(text); }

/// What the form says of the data: the runs of recipes are those on what is chosen.
QStringList dataWords(const core::ParamSet& form) {
    QStringList words;
    for (const core::ParamSpec& spec : form.table().specs()) {
        const bool ofData = spec.group == core::ParamGroup::Data && spec.id != "model" && spec.id != "method" && spec.id != "data";
        if ((ofData || spec.id == "weights") && !form.isDefault(spec.id))
            words << QStringLiteral("--set") << textOf(spec.id + "=" + form.textOf(spec.id));
    }
    return words;
}

} // namespace

ReportCommands::ReportCommands(Controller& controller, StoredRuns& stored, RecipeBook& book, MainWindow* window)
    : QObject(window), m_controller(controller), m_stored(stored), m_book(book), m_window(window), m_answers(stored.directory()),
      m_job(QCoreApplication::applicationFilePath()), m_page(new ReportPage(stored, book, m_answers, window)) {
    connect(&m_answers, &AnswerKeeper::savedChanged, this, &ReportCommands::startWhenSaved);
    connect(&m_answers, &AnswerKeeper::failed, this, [this](const core::Error& error) {
        if (!std::exchange(m_path, {}).isEmpty()) m_page->setBusy(false);
        emit failed(error);
    });
    connect(m_page, &ReportPage::exportRequested, this, &ReportCommands::ask);
    connect(m_page, &ReportPage::stopRequested, &m_job, &ReportJob::stop);
    connect(&m_job, &ReportJob::done, this, [this](const QString& path, const QStringList& notes) {
        m_page->setBusy(false);
        m_page->say((QStringList{tr("Written: %1").arg(path)} + notes).join(QLatin1Char('\n')));
        emit said(tr("The report was written to %1").arg(path), false);
    });
    connect(&m_job, &ReportJob::failed, this, [this](const core::Error& error) {
        m_page->setBusy(false);
        m_page->say({});
        emit failed(error);
    });
    connect(&m_job, &ReportJob::stopped, this, [this] {
        m_page->setBusy(false);
        m_page->say(tr("Stopped; no file was written."));
    });
}

QStringList ReportCommands::words() const {
    QStringList words;
    for (const std::string& path : m_page->chosenRecipes()) words << textOf(path);
    if (m_page->withTickedRuns())
        for (const core::RunId& run : m_stored.tickedIds()) words << textOf(run);
    if (m_book.quick()) words << QStringLiteral("--quick");
    words << QStringLiteral("--known-data") << QStringLiteral("--data") << textOf(m_controller.config().text("data"))
          << dataWords(m_controller.config());
    if (!m_page->reportTitle().isEmpty()) words << QStringLiteral("--title") << m_page->reportTitle();
    return words << QStringLiteral("--store") << textOf(m_stored.directory());
}

void ReportCommands::ask() {
    const QString proposed = QDir::current().filePath(QStringLiteral("report.pdf"));
    const QString path =
        QFileDialog::getSaveFileName(m_window, tr("Export the report"), proposed, tr("PDF (*.pdf);;HTML in one file (*.html)"));
    if (!path.isEmpty()) exportTo(path);
}

void ReportCommands::exportTo(const QString& path) {
    if (m_job.running() || !m_path.isEmpty()) return;
    const bool known = path.endsWith(QLatin1String(".pdf")) || path.endsWith(QLatin1String(".html"));
    m_path = known ? path : path + QStringLiteral(".pdf");
    m_page->setBusy(true);
    m_answers.save();
    startWhenSaved();
}

/// The command reads the answers from the store.
void ReportCommands::startWhenSaved() {
    if (m_path.isEmpty() || !m_answers.saved()) return;
    m_job.start(words(), std::exchange(m_path, {}));
}

} // namespace epochlab::ui
