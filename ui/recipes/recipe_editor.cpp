#include "recipes/recipe_editor.h"

#include "base/file_writer.h"
#include "theme/theme.h"

#include <QFileInfo>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTextBlock>
#include <QVBoxLayout>

namespace epochlab::ui {
namespace {

constexpr int mostLabels = 12; ///< further runs are counted

QLabel* text(QWidget* parent, bool muted) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("muted", muted);
    return label;
}

QString listed(const QStringList& lines) {
    QStringList shown = lines.mid(0, mostLabels);
    if (lines.size() > mostLabels) shown << RecipeEditor::tr("and %1 more").arg(lines.size() - mostLabels);
    for (QString& line : shown) line.prepend(QStringLiteral("  "));
    return shown.join(QLatin1Char('\n'));
}

} // namespace

QString RecipeEditor::beginning() {
    return QStringLiteral("title = \"My recipe\"\n"
                          "question = \"What does a wider network bring?\"\n\n"
                          "# The same in all runs; epochlab-cli parameters lists the fields.\n"
                          "[settings]\nepochs = 20\n\n"
                          "# Every combination of these is a run.\n"
                          "[grid]\nwidth = [8, 16, 32]\n\n"
                          "[[figure]]\nkind = \"curves\"\nname = \"validation-loss\"\ntitle = \"Validation loss by width\"\n"
                          "show = [\"validation_loss\"]\n");
}

RecipeEditor::RecipeEditor(Controller& controller, int cores, std::string folder, std::string path, const QString& text, QWidget* parent)
    : QDialog(parent), m_draft(controller, cores), m_folder(std::move(folder)), m_path(std::move(path)) {
    setWindowTitle(m_path.empty() ? tr("New recipe") : tr("Edit %1").arg(QFileInfo(QString::fromStdString(m_path)).fileName()));
    resize(920, 600);
    build(text);
    connect(&m_draft, &RecipeText::previewChanged, this, &RecipeEditor::showPreview);
    connect(m_editor, &QPlainTextEdit::textChanged, this, &RecipeEditor::type);
    type();
}

void RecipeEditor::build(const QString& content) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::l);
    m_editor = new QPlainTextEdit(content, this);
    m_editor->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_editor->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_editor->setTabChangesFocus(true);
    m_editor->setAccessibleName(tr("Text of the recipe (TOML)"));
    row->addWidget(m_editor, 3);
    auto* side = new QWidget(this);
    auto* lines = new QVBoxLayout(side);
    lines->setContentsMargins(0, 0, 0, 0);
    m_title = text(side, false);
    m_title->setFont(Theme::instance().titleFont());
    m_question = text(side, false);
    m_runs = text(side, false);
    m_figures = text(side, false);
    m_error = text(side, false);
    m_error->setAccessibleName(tr("What is wrong with the recipe"));
    for (QLabel* label : {m_error, m_title, m_question, m_runs, m_figures}) lines->addWidget(label);
    lines->addStretch();
    auto* area = new QScrollArea(this);
    area->setWidget(side);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    row->addWidget(area, 2);
    column->addLayout(row, 1);
    auto* buttons = new QHBoxLayout;
    m_place = text(this, true);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_save = new QPushButton(tr("Save"), this);
    m_save->setProperty("primary", true);
    m_save->setObjectName(QStringLiteral("recipe-save"));
    m_save->setShortcut(QKeySequence::Save);
    buttons->addWidget(m_place, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    column->addLayout(buttons);
    const auto colour = [this] { m_error->setStyleSheet(QStringLiteral("color: %1;").arg(Theme::instance().palette().bad.name())); };
    colour();
    connect(&Theme::instance(), &Theme::changed, this, colour);
    connect(cancel, &QPushButton::clicked, this, &RecipeEditor::reject);
    connect(m_save, &QPushButton::clicked, this, &RecipeEditor::askAndSave);
}

void RecipeEditor::type() {
    const QString origin = m_path.empty() ? tr("recipe.toml") : QFileInfo(QString::fromStdString(m_path)).fileName();
    m_draft.setText(m_editor->toPlainText(), origin);
    m_save->setEnabled(false); // until the new text was read
}

/// The last title, question and runs stay in sight beside an error, so that nothing jumps while one types.
void RecipeEditor::showPreview() {
    const RecipeText::Preview& preview = *m_draft.preview();
    m_error->setVisible(preview.error.has_value());
    m_save->setEnabled(m_draft.ready());
    QList<QTextEdit::ExtraSelection> marks;
    if (preview.error) {
        m_error->setText(QString::fromStdString(core::describe(*preview.error)));
        const QTextBlock block = m_editor->document()->findBlockByNumber(preview.line - 1);
        if (preview.line > 0 && block.isValid()) {
            QTextEdit::ExtraSelection mark;
            mark.cursor = QTextCursor(block);
            mark.format.setBackground(Theme::instance().palette().tint);
            mark.format.setProperty(QTextFormat::FullWidthSelection, true);
            marks << mark;
        }
    } else {
        m_title->setText(preview.title);
        m_question->setText(preview.question);
        m_question->setVisible(!preview.question.isEmpty());
        m_runs->setText(preview.labels.isEmpty() ? preview.runs : preview.runs + QLatin1Char('\n') + listed(preview.labels));
        m_figures->setText(preview.figures.isEmpty() ? tr("No figures: a [[figure]] draws one")
                                                     : tr("Figures") + QLatin1Char('\n') + listed(preview.figures));
        m_place->setText(QString::fromStdString(target()));
    }
    m_editor->setExtraSelections(marks);
}

QString RecipeEditor::previewText() const {
    return QStringList{m_title->text(), m_question->text(), m_runs->text(), m_figures->text()}.join(QLatin1Char('\n'));
}

QString RecipeEditor::errorText() const { return m_error->isHidden() ? QString() : m_error->text(); }

std::string RecipeEditor::target() const {
    if (!m_path.empty()) return m_path;
    const QString title = m_draft.preview() ? m_draft.preview()->title : QString();
    return m_folder + "/" + RecipeText::fileNameOf(title).toStdString() + ".toml";
}

core::Result<void> RecipeEditor::saveNow() {
    const std::string path = target();
    if (const core::Result<void> made = core::makeDirectories(m_folder); !made) return made;
    const core::Result<void> written = core::writeFileDurably(path, m_editor->toPlainText().toStdString());
    if (!written) return written;
    m_editor->document()->setModified(false);
    emit saved(path);
    accept();
    return {};
}

void RecipeEditor::askAndSave() {
    if (!m_draft.ready()) return;
    const QString path = QString::fromStdString(target());
    if (m_path.empty() && QFileInfo::exists(path) &&
        QMessageBox::question(this, tr("A recipe of this name is there"), tr("Replace %1?").arg(path)) != QMessageBox::Yes)
        return;
    if (const core::Result<void> done = saveNow(); !done) {
        m_error->setText(QString::fromStdString(core::describe(done.error())));
        m_error->setVisible(true);
    }
}

/// What was typed is not lost by one key.
void RecipeEditor::reject() {
    if (m_editor->document()->isModified() &&
        QMessageBox::question(this, tr("The recipe is not saved"), tr("Close without saving what was typed?")) != QMessageBox::Yes)
        return;
    QDialog::reject();
}

} // namespace epochlab::ui
