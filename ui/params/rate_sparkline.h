#pragma once

#include "run/schedule.h"

#include <QPolygonF>
#include <QWidget>

namespace epochlab::ui {

/// The learning rate over the whole run, as core's schedule gives it, on axes from zero to its highest value. GUI thread.
class RateSparkline : public QWidget {
    Q_OBJECT
public:
    explicit RateSparkline(QWidget* parent = nullptr);

    void showSchedule(const core::Schedule& schedule);
    /// Points with x and y from 0 to 1: the share of the run, and of the highest rate.
    const QPolygonF& curve() const { return m_curve; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QPolygonF m_curve;
    QString m_words; ///< "0.001 → 0"
};

} // namespace epochlab::ui
