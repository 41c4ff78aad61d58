#include "runs/notes_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace epochlab::ui {

NotesDialog::NotesDialog(const QString& runName, const core::RunSummary& run, QWidget* parent)
    : QDialog(parent), m_tags(new QLineEdit(QString::fromStdString(run.tags), this)),
      m_note(new QPlainTextEdit(QString::fromStdString(run.note), this)) {
    setObjectName(QStringLiteral("notes-dialog"));
    setWindowTitle(tr("Tags and note of %1").arg(runName));
    m_tags->setPlaceholderText(tr("words with a space between"));
    m_note->setPlaceholderText(tr("What you want to remember of this run"));
    m_note->setTabChangesFocus(true);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Tags"), m_tags);
    form->addRow(tr("&Note"), m_note);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    form->addRow(buttons);
    resize(420, 240);
}

QString NotesDialog::tags() const { return m_tags->text(); }
QString NotesDialog::note() const { return m_note->toPlainText(); }

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_notes_dialog.cpp"
