#pragma once

#include "bridge/controller.h"

#include <QPushButton>

class QLabel;
class QLayout;
class QTimer;

namespace epochlab::ui {

/// Two lines on the data in use, or the error that keeps it from being read. A click opens a popover with all figures. GUI thread.
class DataHeader : public QPushButton {
    Q_OBJECT
public:
    explicit DataHeader(Controller& controller, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    /// The line that epochlab-cli prints for it, or empty.
    QString errorText() const;
    QString summary() const;
    /// A popup with the card's figures; it deletes itself when closed.
    QWidget* openPopover();

signals:
    void sightRequested();
    void reportRequested(); ///< from the popover, or where pictures cannot be used

private:
    void refresh();
    void open();
    QString thirdFact(const core::DataCard& card) const;
    QLayout* makePictureButtons(QWidget* popover);

    Controller& m_controller;
    QLabel* m_title = nullptr;
    QLabel* m_lines = nullptr;
    QTimer* m_poll = nullptr; ///< asks how far loading has come
};

} // namespace epochlab::ui
