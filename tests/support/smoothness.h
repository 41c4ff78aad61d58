#pragma once

#include "run/events.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <map>
#include <mutex>
#include <vector>

namespace epochlab::ui {
class CurvePlot;
}

namespace epochlab::test {

/// Measures how a window feels while it trains: how late its 10 ms timer comes, and how long a run's validation loss takes from the
/// training thread to the screen. Give it to the Controller as its extra observer, then watch() the plot of the losses. GUI thread, but
/// for onEvent.
class SmoothnessMeter final : public QObject, public core::RunObserver {
    Q_OBJECT
public:
    SmoothnessMeter();

    void onEvent(core::Event event) override;
    /// Starts the timer and listens to the plot's paint events.
    void watch(ui::CurvePlot& plot);
    void stop();

    const std::vector<double>& latenessMs() const { return m_lateness; }  ///< of each 10 ms timer event
    const std::vector<double>& metricDelayMs() const { return m_delays; } ///< of each epoch's validation loss
    /// The p-th percentile (nearest rank) of values; 0 for none.
    static double percentile(std::vector<double> values, double p);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private slots:
    void tick();
    void replotted(); ///< what was appended until now is in the plot's picture

private:
    struct Series {
        std::vector<double> arrivals; ///< ms, of each value at onEvent
        std::size_t drawn = 0;        ///< in the plot's picture
        std::size_t shown = 0;        ///< painted
    };
    double now() const { return static_cast<double>(m_clock.nsecsElapsed()) * 1e-6; }

    QElapsedTimer m_clock;
    QTimer m_timer;
    double m_lastTick = 0.0;
    std::vector<double> m_lateness;
    std::vector<double> m_delays;
    ui::CurvePlot* m_plot = nullptr;
    std::mutex m_mutex; ///< m_series: its arrivals come from training threads
    std::map<core::RunId, Series> m_series;
};

} // namespace epochlab::test
