#include "support/smoothness.h"

#include "plot/curve_plot.h"

#include <QEvent>

#include <algorithm>
#include <cmath>

namespace epochlab::test {

namespace {
constexpr int interval = 10; // ms
}

SmoothnessMeter::SmoothnessMeter() {
    m_clock.start();
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &SmoothnessMeter::tick);
}

void SmoothnessMeter::onEvent(core::Event event) {
    const auto* block = std::get_if<core::MetricBlock>(&event.payload);
    if (block == nullptr || block->series != "validation_loss") return;
    const std::lock_guard lock(m_mutex);
    m_series[event.run].arrivals.insert(m_series[event.run].arrivals.end(), block->values.size(), now());
}

void SmoothnessMeter::watch(ui::CurvePlot& plot) {
    m_plot = &plot;
    for (QObject* canvas : plot.findChildren<QObject*>()) {
        if (!canvas->inherits("QCustomPlot")) continue;
        canvas->installEventFilter(this);
        // By name: only ui/plot may include QCustomPlot's header.
        connect(canvas, SIGNAL(afterReplot()), this, SLOT(replotted()));
    }
    m_lastTick = now();
    m_timer.start();
}

void SmoothnessMeter::stop() { m_timer.stop(); }

void SmoothnessMeter::tick() {
    const double time = now();
    m_lateness.push_back(std::max(0.0, time - m_lastTick - interval));
    m_lastTick = time;
}

void SmoothnessMeter::replotted() {
    const std::lock_guard lock(m_mutex);
    for (auto& [run, series] : m_series) {
        const QString key = QString::fromStdString(run + "/validation_loss");
        series.drawn = m_plot->hasCurve(key) ? static_cast<std::size_t>(m_plot->pointCount(key)) : 0;
    }
}

bool SmoothnessMeter::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Paint) {
        const std::lock_guard lock(m_mutex);
        for (auto& [run, series] : m_series) {
            for (const std::size_t end = std::min(series.drawn, series.arrivals.size()); series.shown < end; ++series.shown)
                m_delays.push_back(now() - series.arrivals[series.shown]);
        }
    }
    return QObject::eventFilter(watched, event);
}

double SmoothnessMeter::percentile(std::vector<double> values, double p) {
    if (values.empty()) return 0.0;
    const auto rank = static_cast<std::ptrdiff_t>(std::ceil(p / 100.0 * static_cast<double>(values.size()))) - 1;
    const auto at = values.begin() + std::clamp<std::ptrdiff_t>(rank, 0, static_cast<std::ptrdiff_t>(values.size()) - 1);
    std::ranges::nth_element(values, at);
    return *at;
}

} // namespace epochlab::test
