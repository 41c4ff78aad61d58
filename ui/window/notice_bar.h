#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace epochlab::ui {

/// One sentence above everything, until it is dismissed or another takes its place; beside it, where the sentence is of runs that an
/// earlier session has left in the queue, what can be done with them. GUI thread.
class NoticeBar : public QWidget {
    Q_OBJECT
public:
    explicit NoticeBar(QWidget* parent = nullptr);

    /// Empty: no notice.
    void say(const QString& text, bool bad, bool ofQueue = false);
    QString text() const;
    bool isOfQueue() const;
    QPushButton* goOnButton() const { return m_goOn; }
    QPushButton* discardButton() const { return m_discard; }

private:
    QLabel* m_text;
    QPushButton* m_goOn;
    QPushButton* m_discard;
};

} // namespace epochlab::ui
