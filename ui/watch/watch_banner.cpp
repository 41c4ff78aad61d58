#include "watch/watch_banner.h"

#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace epochlab::ui {

WatchBanner::WatchBanner(QWidget* parent) : QFrame(parent), m_text(new QLabel(this)), m_button(new QPushButton(this)) {
    setObjectName(QStringLiteral("watchBanner"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::s, space::xs, space::s, space::xs);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_button);
    m_button->setAccessibleName(tr("Remedy offered by the banner"));
    connect(m_button, &QPushButton::clicked, this, &WatchBanner::actionRequested);
    connect(&Theme::instance(), &Theme::changed, this, &WatchBanner::restyle);
    restyle();
    clear();
}

void WatchBanner::clear() {
    m_text->clear();
    m_button->hide();
    hide();
}

void WatchBanner::inform(const QString& text) { show(text, {}, false); }

void WatchBanner::warn(const QString& text, const QString& action) { show(text, action, true); }

QString WatchBanner::text() const { return m_text->text(); }

void WatchBanner::show(const QString& text, const QString& action, bool bad) {
    m_text->setText(text);
    setAccessibleName(text);
    m_button->setText(action);
    m_button->setVisible(!action.isEmpty());
    if (bad != m_bad) {
        m_bad = bad;
        restyle();
    }
    setVisible(true);
}

void WatchBanner::restyle() {
    const Palette& palette = Theme::instance().palette();
    const QColor text = m_bad ? palette.bad : palette.text;
    const QColor border = m_bad ? palette.bad : palette.tint;
    setStyleSheet(QStringLiteral("#watchBanner { background: %1; border: 1px solid %2; border-radius: 6px; }"
                                 "#watchBanner QLabel { color: %3; background: transparent; }")
                      .arg(palette.tint.name(), border.name(), text.name()));
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_watch_banner.cpp"
