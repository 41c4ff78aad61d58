#pragma once

#include "plot/curve_plot.h"

#include <QApplication>
#include <QMouseEvent>
#include <QThread>
#include <QWheelEvent>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

namespace epochlab::bench {

/// Processor time of the calling thread: other programs beside it do not count.
inline double threadMilliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

inline void untilPainted(const ui::CurvePlot& plot) {
    while (!plot.upToDate()) {
        QCoreApplication::processEvents();
        QThread::usleep(200); // the pacing's wait is no work
    }
    QCoreApplication::processEvents();
}

/// A person's hand over a plot that is shown.
class PlotHand {
public:
    explicit PlotHand(ui::CurvePlot& plot) : m_plot(plot), m_target(plot.childAt(plot.plotArea().center())) {}

    void settle() const { untilPainted(m_plot); }
    /// x: a share of the plotting area's width.
    void mouse(QEvent::Type type, double x, Qt::MouseButton button, Qt::MouseButtons buttons) const {
        const QPointF position = at(x);
        QMouseEvent event(type, position, m_target->mapToGlobal(position), button, buttons, Qt::NoModifier);
        QCoreApplication::sendEvent(m_target, &event);
    }
    /// 120 are a step.
    void wheel(double x, int turns) const {
        QWheelEvent event(at(x), m_target->mapToGlobal(at(x)), {}, {0, turns}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_target, &event);
    }

private:
    QPointF at(double x) const {
        const QRect area = m_plot.plotArea();
        return m_target->mapFrom(&m_plot, area.topLeft() + QPoint(static_cast<int>(x * area.width()), area.height() / 2));
    }
    ui::CurvePlot& m_plot;
    QWidget* m_target;
};

/// From the hand's move to the painted plot, a hundred times.
inline void measureFrames(const char* what, const PlotHand& hand, const std::function<void(int)>& move) {
    constexpr int frames = 100;
    std::vector<double> times;
    for (int frame = 0; frame < frames; ++frame) {
        const double begin = threadMilliseconds();
        move(frame);
        hand.settle();
        times.push_back(threadMilliseconds() - begin);
    }
    std::ranges::sort(times);
    std::printf("%-44s median %6.2f ms   p95 %6.2f ms   max %6.2f ms\n", what, times[frames / 2], times[frames * 95 / 100], times.back());
}

} // namespace epochlab::bench
