#include "report/answer_box.h"

#include "report/answer_keeper.h"
#include "theme/theme.h"

#include <QEvent>
#include <QLabel>
#include <QTextDocument>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr int leastLines = 2, mostLines = 14;

} // namespace

AnswerBox::AnswerBox(AnswerKeeper& keeper, std::string asker, core::RecipeQuestion question, QWidget* parent)
    : QWidget(parent), m_keeper(keeper), m_asker(std::move(asker)), m_question(std::move(question)), m_editor(new QPlainTextEdit(this)),
      m_state(new QLabel(this)) {
    setObjectName(QStringLiteral("answer-%1-%2").arg(QString::fromStdString(m_asker), QString::fromStdString(m_question.id)));
    auto* text = new QLabel(QString::fromStdString(m_question.text), this);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    m_state->setFont(Theme::instance().labelFont());
    m_state->setProperty("muted", true);
    m_editor->setAccessibleName(text->text());
    m_editor->setPlaceholderText(tr("Your answer"));
    m_editor->setTabChangesFocus(true);
    m_editor->setReadOnly(!m_keeper.canKeep());
    m_editor->installEventFilter(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addWidget(text);
    column->addWidget(m_editor);
    column->addWidget(m_state);
    take();
    tell();
    connect(m_editor, &QPlainTextEdit::textChanged, this, [this] {
        fit();
        m_merged = false;
        m_keeper.write(m_asker, m_question.id, m_editor->toPlainText());
    });
    const auto mine = [this](const std::string& who, const std::string& what) { return who == m_asker && what == m_question.id; };
    connect(&keeper, &AnswerKeeper::changed, this, [this, mine](const std::string& who, const std::string& what) {
        if (mine(who, what)) take();
    });
    connect(&keeper, &AnswerKeeper::merged, this, [this, mine](const std::string& who, const std::string& what) {
        if (!mine(who, what)) return;
        m_merged = true;
        tell();
    });
    connect(&keeper, &AnswerKeeper::savedChanged, this, &AnswerBox::tell);
}

QString AnswerBox::stateText() const { return m_state->text(); }

void AnswerBox::take() {
    const QString text = m_keeper.text(m_asker, m_question.id);
    if (m_editor->toPlainText() == text) return;
    const QSignalBlocker quiet(m_editor); // it is known
    const int place = m_editor->textCursor().position();
    m_editor->setPlainText(text);
    QTextCursor cursor = m_editor->textCursor();
    cursor.setPosition(std::min(place, int(text.size())));
    m_editor->setTextCursor(cursor);
    fit();
    tell();
}

/// As high as its text, within limits.
void AnswerBox::fit() {
    const int lines = std::clamp(int(std::ceil(m_editor->document()->size().height())), leastLines, mostLines);
    const int frame = int(2 * m_editor->document()->documentMargin()) + space::s + 2;
    const int height = lines * m_editor->fontMetrics().lineSpacing() + frame;
    if (m_editor->height() != height || m_editor->minimumHeight() != height) m_editor->setFixedHeight(height);
}

void AnswerBox::tell() {
    QString said;
    if (!m_keeper.canKeep())
        said = tr("there is no store to keep answers in");
    else if (m_merged)
        said = tr("another window had changed this answer too: both texts are kept");
    else if (!m_editor->toPlainText().isEmpty())
        said = m_keeper.saved() ? tr("kept") : tr("being kept …");
    m_state->setText(said.isEmpty() ? QStringLiteral(" ") : said);
}

bool AnswerBox::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusOut) m_keeper.save();
    if (event->type() == QEvent::Resize) fit();
    return QWidget::eventFilter(watched, event);
}

} // namespace epochlab::ui
