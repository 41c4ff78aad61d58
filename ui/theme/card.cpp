#include "theme/card.h"

#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace epochlab::ui {

Card::Card(const QString& title, QWidget* parent) : QFrame(parent) {
    setProperty("card", true);
    m_title = new QLabel(title, this);
    m_title->setTextFormat(Qt::PlainText);
    m_subtitle = new QLabel(this);
    m_subtitle->setTextFormat(Qt::PlainText);
    m_subtitle->setProperty("muted", true);
    m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_header = new QHBoxLayout;
    m_header->setContentsMargins(0, 0, 0, 0);
    m_header->setSpacing(2);
    m_header->addWidget(m_title);
    m_header->addSpacing(space::s);
    m_header->addWidget(m_subtitle, 1);
    m_body = new QVBoxLayout(this);
    m_body->setContentsMargins(space::m - 2, space::xs, space::s, space::s);
    m_body->setSpacing(2);
    m_body->addLayout(m_header);
    connect(&Theme::instance(), &Theme::changed, this, &Card::restyle);
    restyle();
}

void Card::setTitle(const QString& text) { m_title->setText(text); }
QString Card::title() const { return m_title->text(); }

void Card::setSubtitle(const QString& text) {
    m_subtitleText = text;
    elide();
}

void Card::elide() {
    const int room = m_subtitle->width();
    m_subtitle->setText(m_subtitle->fontMetrics().elidedText(m_subtitleText, Qt::ElideRight, room));
    m_subtitle->setToolTip(m_subtitle->text() == m_subtitleText ? QString() : m_subtitleText);
}

void Card::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    layout()->activate();
    elide();
}

QToolButton* Card::addTool(Glyph glyph, const QString& name, bool checkable) {
    QToolButton* button = glyphButton(this, glyph, name);
    button->setCheckable(checkable);
    button->setAccessibleName(title() + QStringLiteral(": ") + name);
    m_header->addWidget(button);
    return button;
}

void Card::addControl(QWidget* control) {
    const int beforeTools = m_header->indexOf(m_subtitle) + 1;
    m_header->insertWidget(beforeTools + m_controls++, control);
}

void Card::setContent(QWidget* content) { m_body->addWidget(content, 1); }

void Card::restyle() {
    const Theme& theme = Theme::instance();
    m_title->setFont(theme.titleFont());
    m_subtitle->setFont(theme.labelFont());
    elide();
}

} // namespace epochlab::ui
