#pragma once

#include "pictures/prediction.h"

#include <QWidget>

#include <vector>

namespace epochlab::ui {

/// Classes with their probabilities, a bar each, in the order given; the first one stands out. GUI thread.
class ClassBars : public QWidget {
    Q_OBJECT
public:
    explicit ClassBars(QWidget* parent = nullptr);

    void showClasses(const std::vector<ClassShare>& classes);
    /// "ants 71.3 %, bees 28.7 %"
    QString words() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<ClassShare> m_classes;
};

} // namespace epochlab::ui
