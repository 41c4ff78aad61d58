#pragma once

#include "report/answer_keeper.h"
#include "report/command_job.h"

#include <QObject>
#include <QStringList>

namespace epochlab::ui {

class Controller;
class MainWindow;
class RecipeBook;
class ReportPage;
class StoredRuns;

/// What the window does with reports: the tab Report, its answers, and the command that writes the file. GUI thread.
class ReportCommands : public QObject {
    Q_OBJECT
public:
    /// All outlive it.
    ReportCommands(Controller& controller, StoredRuns& stored, RecipeBook& book, MainWindow* window);

    ReportPage* page() const { return m_page; }
    AnswerKeeper& answers() { return m_answers; }
    /// Asks for the file, then writes it.
    void ask();
    /// A .pdf or .html; without a dialog.
    void exportTo(const QString& path);
    /// Asks who hands in, and for the file.
    void askHandIn();
    /// The command for what is chosen now, without --out.
    QStringList words() const;
    /// The same of handing in: the chosen recipes that are trained whole, and the ticked runs. Empty: there is nothing to hand in.
    QStringList handInWords(const QString& student) const;

signals:
    void said(const QString& text, bool bad);
    void failed(const epochlab::core::Error& error);

private:
    void start(const QString& program, const QStringList& words, const QString& path);
    void startWhenSaved();
    void askPreset();
    QStringList presetWords() const;

    Controller& m_controller;
    StoredRuns& m_stored;
    RecipeBook& m_book;
    MainWindow* m_window;
    AnswerKeeper m_answers;
    CommandJob m_job;
    ReportPage* m_page;
    QString m_program, m_path; ///< of a command that waits for the answers to be kept; an empty path: none does
    QStringList m_words;
    QString m_student; ///< who handed in last
};

} // namespace epochlab::ui
