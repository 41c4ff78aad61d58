#pragma once

#include <QFrame>
#include <QString>

class QLabel;
class QPushButton;

namespace epochlab::ui {

/// One line above the plots: information on a tint, or a problem with its remedy and, where there is one, a button that does it. GUI
/// thread.
class WatchBanner : public QFrame {
    Q_OBJECT
public:
    explicit WatchBanner(QWidget* parent = nullptr);

    void clear();
    void inform(const QString& text);
    /// action: the button's text; empty: no button.
    void warn(const QString& text, const QString& action);
    QString text() const;
    QPushButton* button() const { return m_button; }

signals:
    void actionRequested();

private:
    void show(const QString& text, const QString& action, bool bad);
    void restyle();

    QLabel* m_text;
    QPushButton* m_button;
    bool m_bad = false;
};

} // namespace epochlab::ui
