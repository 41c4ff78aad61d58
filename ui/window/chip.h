#pragma once

#include <QPushButton>

namespace epochlab::ui {

/// A button with a menu that says what is chosen: a bold title, a muted detail and a chevron. GUI thread.
class Chip : public QPushButton {
    Q_OBJECT
public:
    explicit Chip(QWidget* parent = nullptr);

    /// The title is elided in the middle where it is longer than a chip should be.
    void setWords(const QString& title, const QString& detail);
    /// "Cities, 33 classes"
    QString words() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_title;
    QString m_detail;
};

} // namespace epochlab::ui
