#pragma once

#include "bridge/controller.h"

#include <QFrame>

class QLabel;

namespace epochlab::ui {

/// Stands where a method begins with pretrained weights and there are none: which file, how large, where to put it, and a button to choose
/// one. Hidden otherwise. GUI thread.
class WeightsCard : public QFrame {
    Q_OBJECT
public:
    explicit WeightsCard(Controller& controller, QWidget* parent = nullptr);

    QString text() const;

private:
    /// Looks at what the form asks for, and for the file that it would start from.
    void follow();
    void chooseFile();

    Controller& m_controller;
    QLabel* m_text = nullptr;
    QString m_address;
    QString m_folder;
};

} // namespace epochlab::ui
