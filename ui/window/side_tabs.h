#pragma once

#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace epochlab::ui {

/// The right column's tabs: one page at a time below an underlined title. GUI thread.
class SideTabs : public QWidget {
    Q_OBJECT
public:
    explicit SideTabs(QWidget* parent = nullptr);

    void addPage(const QString& title, QWidget* page);
    void setTitle(QWidget* page, const QString& title);
    void show(QWidget* page);
    QTabBar* bar() const { return m_bar; }

private:
    QTabBar* m_bar;
    QStackedWidget* m_pages;
};

} // namespace epochlab::ui
