#pragma once

#include <QAbstractButton>

namespace epochlab::ui {

/// A checkbox drawn as a switch. Space toggles it.
class Switch : public QAbstractButton {
    Q_OBJECT
public:
    explicit Switch(QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace epochlab::ui
