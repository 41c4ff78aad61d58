#include "window/tab_pages.h"

#include "theme/theme.h"

#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace epochlab::ui {
namespace {

QString barSheet(const Palette& palette, int sides) {
    return QStringLiteral("QTabBar { background: %1; border-bottom: 1px solid %2; }"
                          "QTabBar::tab { background: transparent; color: %3; border: none; border-bottom: 2px solid transparent; "
                          "padding: 8px %7px 7px %7px; }"
                          "QTabBar::tab:selected { color: %4; font-weight: bold; border-bottom-color: %5; }"
                          "QTabBar::tab:hover { color: %4; }"
                          "QTabBar::tab:focus { background: %6; }")
        .arg(palette.surface.name(), palette.border.name(), palette.mutedText.name(), palette.text.name(), palette.accent.name(),
             palette.tint.name(), QString::number(sides));
}

} // namespace

TabPages::TabPages(const QString& accessibleName, bool wide, QWidget* parent)
    : QWidget(parent), m_bar(new QTabBar(this)), m_pages(new QStackedWidget(this)) {
    m_bar->setExpanding(wide);
    m_bar->setDrawBase(false);
    m_bar->setElideMode(Qt::ElideRight);
    m_bar->setAccessibleName(accessibleName);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_pages, 1);
    connect(m_bar, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    const auto restyle = [this, wide] { m_bar->setStyleSheet(barSheet(Theme::instance().palette(), wide ? space::xs : space::m)); };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
}

void TabPages::addPage(const QString& title, QWidget* page) {
    m_pages->addWidget(page);
    m_bar->addTab(title);
}

void TabPages::setTitle(QWidget* page, const QString& title) { m_bar->setTabText(m_pages->indexOf(page), title); }

void TabPages::show(QWidget* page) { m_bar->setCurrentIndex(m_pages->indexOf(page)); }

} // namespace epochlab::ui
