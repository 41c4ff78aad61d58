#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace epochlab::ui {

class Controller;

/// Names the lab preset that the window keeps to, with what it tells the student, and leaves it. GUI thread.
class PresetBar : public QWidget {
    Q_OBJECT
public:
    explicit PresetBar(Controller& controller, QWidget* parent = nullptr);

    QString text() const;
    QPushButton* leaveButton() const { return m_leave; }

private:
    void show(const Controller& controller);

    QLabel* m_text;
    QPushButton* m_leave;
};

} // namespace epochlab::ui
