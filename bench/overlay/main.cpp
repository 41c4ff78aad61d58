// A hundred runs over each other: processor time of the window's thread for each frame, from the hand's move to the painted plot.
#include "compare/comparison.h"
#include "plot/curve_plot.h"
#include "theme/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QThread>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <vector>

namespace {

using namespace epochlab::ui;

constexpr int frames = 100;

double threadMilliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// A training's loss: a noisy fall to its own level.
std::vector<double> lossOf(int run, int points) {
    std::vector<double> loss;
    unsigned noise = 12345U + static_cast<unsigned>(run);
    for (int i = 0; i < points; ++i) {
        noise = noise * 1664525U + 1013904223U;
        const double away = static_cast<double>(noise >> 8) / 16777216.0 - 0.5;
        loss.push_back((0.2 + 0.01 * run + 2.0 * std::exp(-i / (800.0 + 10.0 * run))) * (1.0 + 0.1 * away));
    }
    return loss;
}

void untilPainted(const CurvePlot& plot) {
    while (!plot.upToDate()) {
        QCoreApplication::processEvents();
        QThread::usleep(200); // the pacing's wait is no work
    }
    QCoreApplication::processEvents();
}

class Hand {
public:
    explicit Hand(CurvePlot& plot) : m_plot(plot), m_target(plot.childAt(plot.plotArea().center())) {}

    void settle() const { untilPainted(m_plot); }
    void mouse(QEvent::Type type, double x, Qt::MouseButton button, Qt::MouseButtons buttons) const {
        const QPointF position = at(x);
        QMouseEvent event(type, position, m_target->mapToGlobal(position), button, buttons, Qt::NoModifier);
        QCoreApplication::sendEvent(m_target, &event);
    }
    void wheel(double x, int turns) const {
        QWheelEvent event(at(x), m_target->mapToGlobal(at(x)), {}, {0, turns}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_target, &event);
    }

private:
    QPointF at(double x) const {
        const QRect area = m_plot.plotArea();
        return m_target->mapFrom(&m_plot, area.topLeft() + QPoint(static_cast<int>(x * area.width()), area.height() / 2));
    }
    CurvePlot& m_plot;
    QWidget* m_target;
};

void measure(const char* what, const Hand& hand, const std::function<void(int)>& move) {
    std::vector<double> times;
    for (int frame = 0; frame < frames; ++frame) {
        const double begin = threadMilliseconds();
        move(frame);
        hand.settle();
        times.push_back(threadMilliseconds() - begin);
    }
    std::ranges::sort(times);
    std::printf("%-34s median %6.1f ms   p95 %6.1f ms   max %6.1f ms\n", what, times[frames / 2], times[frames * 95 / 100], times.back());
}

/// A tenth as many widths as runs, each with ten seeds.
epochlab::core::ComparedRuns comparedRuns(int count, int points) {
    epochlab::core::ComparedRuns runs;
    for (int run = 0; run < count; ++run) {
        epochlab::core::ParamSet config(epochlab::core::mlpParams());
        static_cast<void>(config.set("width", std::int64_t{8} + run / 10));
        static_cast<void>(config.set("seed", std::int64_t{run % 10}));
        auto series = std::make_shared<epochlab::core::ComparedSeries>();
        series->y = lossOf(run, points);
        for (int i = 1; i <= points; ++i) series->x.push_back(i);
        runs.push_back({.id = std::to_string(run), .name = {}, .config = std::move(config), .state = "finished"});
        runs.back().series["validation_loss"] = std::move(series);
    }
    return runs;
}

/// From the ticked runs to the painted picture of the Compare tab's plot.
void overlay(const char* what, CurvePlot& plot, const epochlab::core::ComparedRuns& runs, CompareQuestion::Grouping grouping) {
    plot.clear();
    untilPainted(plot);
    CompareQuestion question;
    question.metric.series = "validation_loss";
    question.grouping = grouping;
    const double begin = threadMilliseconds();
    const Comparison answer = compare(runs, std::vector<int>(runs.size(), 0), question);
    const double reckoned = threadMilliseconds();
    for (const ComparedCurve& curve : answer.curves) {
        const QString key = QString::fromStdString(answer.groups[curve.group].label);
        plot.addCurve(key, key, {.series = static_cast<int>(curve.group)});
        plot.setPoints(key, curve.x, curve.y, {curve.lower, curve.upper, curve.count});
    }
    plot.scheduleReplot();
    untilPainted(plot);
    std::printf("%s: %zu curves, reckoned in %.0f ms (off the window's thread), painted in %.0f ms\n", what, answer.curves.size(),
                reckoned - begin, threadMilliseconds() - reckoned);
}

} // namespace

int main(int count, char** arguments) {
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("WAYLAND_DISPLAY")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(count, arguments);
    const int runs = count > 1 ? std::atoi(arguments[1]) : 100;
    const int points = count > 2 ? std::atoi(arguments[2]) : 10000;
    Theme::instance().install();
    CurvePlot plot("loss", "Loss", "step", "loss");
    plot.resize(1000, 600);
    plot.show();
    const double begin = threadMilliseconds();
    for (int run = 0; run < runs; ++run) {
        const QString key = QString::number(run);
        plot.addCurve(key, QStringLiteral("run ") + key, {.series = run});
        plot.append(key, 1.0, 1.0, lossOf(run, points));
    }
    plot.scheduleReplot();
    untilPainted(plot);
    const Hand hand(plot);
    std::printf("%d curves of %d points; %.0f ms of processor time until they stand\n", runs, points, threadMilliseconds() - begin);
    measure("zoom", hand, [&](int frame) { hand.wheel(0.5, frame % 20 < 10 ? 60 : -60); });
    hand.wheel(0.5, 240);
    hand.settle();
    hand.mouse(QEvent::MouseButtonPress, 0.5, Qt::LeftButton, Qt::LeftButton);
    measure("pan", hand,
            [&](int frame) { hand.mouse(QEvent::MouseMove, 0.5 + 0.3 * std::sin(frame * 0.1), Qt::NoButton, Qt::LeftButton); });
    hand.mouse(QEvent::MouseButtonRelease, 0.5, Qt::LeftButton, Qt::NoButton);
    measure("crosshair", hand, [&](int frame) { hand.mouse(QEvent::MouseMove, 0.1 + 0.008 * frame, Qt::NoButton, Qt::NoButton); });
    const epochlab::core::ComparedRuns compared = comparedRuns(runs, points);
    overlay("ticked runs", plot, compared, CompareQuestion::Grouping::EachRun);
    overlay("groups", plot, compared, CompareQuestion::Grouping::AllButSeed);
    measure("groups with bands, zoom", hand, [&](int frame) { hand.wheel(0.5, frame % 20 < 10 ? 60 : -60); });
    return 0;
}
