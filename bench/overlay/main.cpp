// A hundred runs over each other: processor time of the window's thread for each frame, from the hand's move to the painted plot; and the
// Compare tab from the ticks to its picture.
#include "compare/compare_choices.h"
#include "compare/compare_view.h"
#include "compare/comparison.h"
#include "plot/curve_plot.h"
#include "theme/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QThread>
#include <QWheelEvent>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <vector>

namespace {

using namespace epochlab::ui;
namespace core = epochlab::core;

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
EarlierRun finishedRun(int run, int points) {
    core::ParamSet config(core::mlpParams());
    static_cast<void>(config.set("width", std::int64_t{8} + run / 10));
    static_cast<void>(config.set("seed", std::int64_t{run % 10}));
    EarlierRun earlier{.summary = {}, .config = std::move(config), .curves = {}};
    earlier.summary.id = std::to_string(run);
    earlier.summary.state = "finished";
    const std::vector<double> loss = lossOf(run, points);
    for (const char* series : {"training_loss", "validation_loss", "validation_accuracy", "seconds"})
        earlier.curves.metrics.push_back({series, 1, 1, loss});
    return earlier;
}

core::RunServices noServices() {
    const core::Error none{core::ErrorCode::DataNotFound, "nothing is trained here", "", ""};
    return {[none](const core::ParamSet&) -> core::Result<core::DatasetPointer> { return none; },
            [none](const core::ParamSet&) -> core::Result<std::shared_ptr<core::Trainer>> { return none; }};
}

double wallMilliseconds() { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// Ends with an answer on the screen; returns the longest time that one event took the window's thread.
double untilShown(const CompareView& view) {
    double longest = 0.0;
    while (!view.upToDate()) {
        const double begin = threadMilliseconds();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
        longest = std::max(longest, threadMilliseconds() - begin);
        QThread::usleep(200);
    }
    return longest;
}

/// From the ticks to the painted overlay, and a zoom of it; each run by itself, then by seeds.
void compareTab(int runs, int points) {
    Controller controller(noServices(), nullptr);
    for (int run = 0; run < runs; ++run) controller.listEarlier(finishedRun(run, points));
    CompareView view(controller);
    view.resize(1000, 1000);
    view.show();
    view.choices()->choose("metric", "validation_loss");
    untilShown(view);
    QThread::msleep(200); // a hand comes when the last repaint is long ago
    const double begin = threadMilliseconds();
    const double wall = wallMilliseconds();
    for (int run = 0; run < runs; ++run) controller.setTicked(std::to_string(run), true);
    const double ticked = threadMilliseconds();
    const double longest = untilShown(view);
    std::printf("ticked runs: %.0f ms from the ticks to the picture on the clock; of the window's thread %.0f ms, of them %.1f ms for the "
                "ticks, at most %.1f ms at once\n",
                wallMilliseconds() - wall, threadMilliseconds() - begin, ticked - begin, longest);
    const double asked = threadMilliseconds();
    const CompareSubject subject = subjectOf(controller, view.choices()->question());
    std::printf("what the comparison takes from the window's thread: %.2f ms for %zu runs\n", threadMilliseconds() - asked,
                subject.runs.size());
    const Hand hand(*view.plot());
    measure("ticked runs, zoom", hand, [&](int frame) { hand.wheel(0.5, frame % 20 < 10 ? 60 : -60); });
    measure("ticked runs, pointer", hand,
            [&](int frame) { hand.mouse(QEvent::MouseMove, 0.1 + 0.008 * frame, Qt::NoButton, Qt::NoButton); });
    const double grouped = wallMilliseconds();
    view.choices()->choose("group", "all");
    untilShown(view);
    std::printf("groups: %.0f ms to the picture on the clock\n", wallMilliseconds() - grouped);
    measure("groups, zoom", hand, [&](int frame) { hand.wheel(0.5, frame % 20 < 10 ? 60 : -60); });
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
    compareTab(runs, points);
    return 0;
}
