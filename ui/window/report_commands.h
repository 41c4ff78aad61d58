#pragma once

#include "report/answer_keeper.h"
#include "report/report_job.h"

#include <QObject>

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
    /// The words behind "epochlab report" for what is chosen now, without --out.
    QStringList words() const;

signals:
    void said(const QString& text, bool bad);
    void failed(const epochlab::core::Error& error);

private:
    void startWhenSaved();

    Controller& m_controller;
    StoredRuns& m_stored;
    RecipeBook& m_book;
    MainWindow* m_window;
    AnswerKeeper m_answers;
    ReportJob m_job;
    ReportPage* m_page;
    QString m_path; ///< of a report that waits for its answers to be kept; empty: none does
};

} // namespace epochlab::ui
