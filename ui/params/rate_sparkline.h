#pragma once

#include "run/schedule.h"

#include <QPolygonF>
#include <QWidget>

#include <cstdint>
#include <functional>
#include <optional>

namespace epochlab::ui {

/// The learning rate over the whole run, as core's schedule gives it, on axes from zero to its highest value. GUI thread.
class RateSparkline : public QWidget {
    Q_OBJECT
public:
    explicit RateSparkline(QWidget* parent = nullptr);

    void showSchedule(const core::Schedule& schedule);
    /// Any course of so many steps, with a line where the run stands.
    void showRates(const std::function<double(std::int64_t)>& rateAt, std::int64_t steps, std::optional<std::int64_t> now);
    /// Points with x and y from 0 to 1: the share of the run, and of the highest rate.
    const QPolygonF& curve() const { return m_curve; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QPolygonF m_curve;
    std::optional<double> m_now; ///< share of the run
    QString m_words;             ///< "0.001 → 0"
};

} // namespace epochlab::ui
