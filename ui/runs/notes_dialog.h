#pragma once

#include "store/stored_run.h"

#include <QDialog>

class QLineEdit;
class QPlainTextEdit;

namespace epochlab::ui {

/// The tags and the note of one run. GUI thread.
class NotesDialog : public QDialog {
    Q_OBJECT
public:
    NotesDialog(const QString& runName, const core::RunSummary& run, QWidget* parent = nullptr);
    QString tags() const;
    QString note() const;

private:
    QLineEdit* m_tags;
    QPlainTextEdit* m_note;
};

} // namespace epochlab::ui
