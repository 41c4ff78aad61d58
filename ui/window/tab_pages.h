#pragma once

#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace epochlab::ui {

/// Tabs of a column: one page at a time below an underlined title. GUI thread.
class TabPages : public QWidget {
    Q_OBJECT
public:
    /// `wide`: the titles share the whole width.
    TabPages(const QString& accessibleName, bool wide, QWidget* parent = nullptr);

    void addPage(const QString& title, QWidget* page);
    void setTitle(QWidget* page, const QString& title);
    void show(QWidget* page);
    QTabBar* bar() const { return m_bar; }

private:
    QTabBar* m_bar;
    QStackedWidget* m_pages;
};

} // namespace epochlab::ui
