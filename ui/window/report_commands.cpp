#include "window/report_commands.h"

#include "bridge/controller.h"
#include "bridge/stored_runs.h"
#include "handin/hand_in.h"
#include "recipes/recipe_book.h"
#include "report/report_page.h"
#include "window/main_window.h"
#include "window/preset_commands.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QInputDialog>
#include <QLineEdit>

#include <utility>

namespace epochlab::ui {
namespace {

QString textOf(const std::string& text) { return QString::fromStdString(text); }

/// The runs of recipes are those on what the form has chosen; `data` itself is named apart, as the default counts too.
QStringList dataWords(const core::ParamSet& form) {
    QStringList words;
    for (const auto& [id, text] : dataSettings(form))
        if (id != "data") words << QStringLiteral("--set") << textOf(id + "=" + text);
    return words;
}

} // namespace

ReportCommands::ReportCommands(Controller& controller, StoredRuns& stored, RecipeBook& book, MainWindow* window)
    : QObject(window), m_controller(controller), m_stored(stored), m_book(book), m_window(window), m_answers(stored.directory()),
      m_page(new ReportPage(stored, book, m_answers, window)) {
    connect(&m_answers, &AnswerKeeper::savedChanged, this, &ReportCommands::startWhenSaved);
    connect(&m_answers, &AnswerKeeper::failed, this, [this](const core::Error& error) {
        if (!std::exchange(m_path, {}).isEmpty()) m_page->setBusy(false);
        emit failed(error);
    });
    connect(&controller, &Controller::presetChanged, this, &ReportCommands::askPreset);
    connect(m_page, &ReportPage::exportRequested, this, &ReportCommands::ask);
    connect(m_page, &ReportPage::handInRequested, this, &ReportCommands::askHandIn);
    connect(m_page, &ReportPage::stopRequested, &m_job, &CommandJob::stop);
    connect(&m_job, &CommandJob::done, this, [this](const QString& path, const QStringList& notes) {
        m_page->setBusy(false);
        m_page->say((QStringList{tr("Written: %1").arg(path)} + notes).join(QLatin1Char('\n')));
        emit said(tr("Written to %1").arg(path), false);
    });
    connect(&m_job, &CommandJob::failed, this, [this](const core::Error& error) {
        m_page->setBusy(false);
        m_page->say({});
        emit failed(error);
    });
    connect(&m_job, &CommandJob::stopped, this, [this] {
        m_page->setBusy(false);
        m_page->say(tr("Stopped; no file was written."));
    });
}

/// Its questions come before those of the recipes.
void ReportCommands::askPreset() {
    const auto limits = m_controller.preset();
    if (!limits) return m_page->setPreset({}, {});
    const core::LabPreset& preset = limits->preset();
    core::ReportPreset asked{.title = preset.title, .banner = preset.banner};
    for (const core::LabPreset::Question& question : preset.questions) asked.questions.push_back({question.id, question.text});
    m_page->setPreset(asked, limits->tag());
    if (!limits->student().empty()) m_student = textOf(limits->student());
}

/// The preset that is open, as both commands take it.
QStringList ReportCommands::presetWords() const {
    const QString file = m_window->presets()->file();
    return file.isEmpty() ? QStringList() : QStringList{QStringLiteral("--preset"), file};
}

QStringList ReportCommands::words() const {
    QStringList words{QStringLiteral("report")};
    for (const std::string& path : m_page->chosenRecipes()) words << textOf(path);
    if (m_page->withTickedRuns())
        for (const core::RunId& run : m_stored.tickedIds()) words << textOf(run);
    if (m_book.quick()) words << QStringLiteral("--quick");
    words << QStringLiteral("--known-data") << QStringLiteral("--data") << textOf(m_controller.config().text("data"))
          << dataWords(m_controller.config());
    if (!m_page->reportTitle().isEmpty()) words << QStringLiteral("--title") << m_page->reportTitle();
    return words << presetWords() << QStringLiteral("--store") << textOf(m_stored.directory());
}

void ReportCommands::ask() {
    const QString proposed = QDir::current().filePath(QStringLiteral("report.pdf"));
    const QString path =
        QFileDialog::getSaveFileName(m_window, tr("Export the report"), proposed, tr("PDF (*.pdf);;HTML in one file (*.html)"));
    if (!path.isEmpty()) exportTo(path);
}

void ReportCommands::exportTo(const QString& path) {
    const bool known = path.endsWith(QLatin1String(".pdf")) || path.endsWith(QLatin1String(".html"));
    start(QCoreApplication::applicationFilePath(), words(), known ? path : path + QStringLiteral(".pdf"));
}

QStringList ReportCommands::handInWords(const QString& student) const {
    QStringList words{QStringLiteral("handin")};
    for (const std::string& path : m_page->chosenRecipes()) {
        const RecipeRow* row = m_book.row(path);
        const bool whole = row != nullptr && row->state && !row->state->error && row->state->done() > 0 &&
                           row->state->done() == row->state->planned.size();
        if (whole) words << QStringLiteral("--recipe") << textOf(row->entry->own ? path : row->entry->recipe.name);
    }
    if (m_page->withTickedRuns())
        for (const core::RunId& run : m_stored.tickedIds()) words << QStringLiteral("--runs") << textOf(run);
    if (words.size() == 1) return {};
    if (!student.isEmpty()) words << QStringLiteral("--student") << student;
    return words << presetWords() << QStringLiteral("--store") << textOf(m_stored.directory());
}

void ReportCommands::askHandIn() {
    if (handInWords({}).isEmpty())
        return emit failed({core::ErrorCode::RunNotFound, "none of the chosen recipes is trained whole", "",
                            "run one in the tab Recipes, or tick runs and choose “Ticked runs”"});
    bool given = false;
    if (m_student.isEmpty()) m_student = m_window->presets()->student();
    const QString student = QInputDialog::getText(m_window, tr("Hand in"), tr("Who hands in? The id that your teacher knows you by:"),
                                                  QLineEdit::Normal, m_student, &given);
    if (!given) return;
    m_student = student.trimmed();
    const QString ending = QString::fromUtf8(core::handInEnding.data(), qsizetype(core::handInEnding.size()));
    const QString proposed = QDir::current().filePath((m_student.isEmpty() ? QStringLiteral("lab") : m_student) + ending);
    const QString path = QFileDialog::getSaveFileName(m_window, tr("Hand in"), proposed, tr("Archive to hand in (*%1)").arg(ending));
    if (path.isEmpty()) return;
    start(QCoreApplication::applicationDirPath() + QStringLiteral("/epochlab-cli"), handInWords(m_student),
          path.endsWith(ending) ? path : path + ending);
}

void ReportCommands::start(const QString& program, const QStringList& words, const QString& path) {
    if (m_job.running() || !m_path.isEmpty()) return;
    m_program = program;
    m_words = words;
    m_path = path;
    m_page->setBusy(true);
    m_answers.save();
    startWhenSaved();
}

/// The command reads the answers from the store.
void ReportCommands::startWhenSaved() {
    if (m_path.isEmpty() || !m_answers.saved()) return;
    m_job.start(m_program, m_words, std::exchange(m_path, {}));
}

} // namespace epochlab::ui
