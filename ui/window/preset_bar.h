#pragma once

#include <QString>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace epochlab::ui {

class Controller;

/// Names the lab preset that the window keeps to, with what it tells the student, whether the data are the preset's, and what it still
/// wants; after it was left, the way back. GUI thread.
class PresetBar : public QWidget {
    Q_OBJECT
public:
    explicit PresetBar(Controller& controller, QWidget* parent = nullptr);

    /// That the preset of this title was left; empty: the bar goes.
    void tellLeft(const QString& title);

    QString text() const { return m_words; }              ///< title, and the preset's words
    QString stateText() const;                            ///< the data, and what is missing
    QLineEdit* studentField() const { return m_student; } ///< hidden where no seed comes from it
    QPushButton* sketchButton() const { return m_sketch; }
    QPushButton* leaveButton() const { return m_leave; }
    QPushButton* againButton() const { return m_again; }

signals:
    void studentGiven(const QString& id);
    void sketchRequested();
    void leaveRequested();
    void againRequested();

private:
    QPushButton* addButton(const char* id, const QString& text, const QString& tip);
    void refresh();
    void say(const QString& title, const QString& words);
    QString dataText(bool* bad) const;

    Controller& m_controller;
    QString m_words;
    QLabel* m_text;
    QLabel* m_state;
    QLabel* m_studentLabel;
    QLineEdit* m_student;
    QPushButton* m_sketch;
    QPushButton* m_leave;
    QPushButton* m_again;
    QPushButton* m_close;
};

} // namespace epochlab::ui
