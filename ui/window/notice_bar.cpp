#include "window/notice_bar.h"

#include "runs/queue_panel.h"
#include "theme/style_sheet.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace epochlab::ui {

NoticeBar::NoticeBar(QWidget* parent)
    : QWidget(parent), m_text(new QLabel(this)), m_goOn(new QPushButton(tr("Go on"), this)),
      m_discard(new QPushButton(tr("Discard"), this)) {
    setProperty("strip", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::m, space::xs, space::m, space::xs);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(m_text, 1);
    m_goOn->setObjectName(QStringLiteral("notice-go-on"));
    row->addWidget(m_goOn);
    m_discard->setToolTip(QueuePanel::discardTip());
    row->addWidget(m_discard);
    auto* close = new QPushButton(tr("Dismiss"), this);
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
    row->addWidget(close);
    hide();
}

void NoticeBar::say(const QString& text, bool bad, bool ofQueue) {
    m_text->setText(text);
    m_text->setProperty("badText", bad);
    repolish(m_text);
    m_goOn->setVisible(ofQueue);
    m_discard->setVisible(ofQueue);
    setVisible(!text.isEmpty());
}

QString NoticeBar::text() const { return m_text->text(); }

bool NoticeBar::isOfQueue() const { return !m_goOn->isHidden(); }

} // namespace epochlab::ui
