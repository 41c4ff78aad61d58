// A hundred runs over each other: processor time of the window's thread for each frame, from the hand's move to the painted plot; and the
// Compare tab from the ticks to its picture.
#include "compare/compare_choices.h"
#include "compare/compare_view.h"
#include "compare/comparison.h"
#include "plot/curve_plot.h"
#include "plot_hand.h"
#include "theme/theme.h"

#include <QApplication>
#include <QThread>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

namespace {

using namespace epochlab::ui;
namespace core = epochlab::core;
using namespace epochlab::bench;

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
    const PlotHand hand(*view.plot());
    measureFrames("ticked runs, zoom", hand, [&](int frame) { hand.wheel(0.5, frame % 20 < 10 ? 60 : -60); });
    measureFrames("ticked runs, pointer", hand,
                  [&](int frame) { hand.mouse(QEvent::MouseMove, 0.1 + 0.008 * frame, Qt::NoButton, Qt::NoButton); });
    const double grouped = wallMilliseconds();
    view.choices()->choose("group", "all");
    untilShown(view);
    std::printf("groups: %.0f ms to the picture on the clock\n", wallMilliseconds() - grouped);
    measureFrames("groups, zoom", hand, [&](int frame) { hand.wheel(0.5, frame % 20 < 10 ? 60 : -60); });
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
    const PlotHand hand(plot);
    std::printf("%d curves of %d points; %.0f ms of processor time until they stand\n", runs, points, threadMilliseconds() - begin);
    measureFrames("zoom", hand, [&](int frame) { hand.wheel(0.5, frame % 20 < 10 ? 60 : -60); });
    hand.wheel(0.5, 240);
    hand.settle();
    hand.mouse(QEvent::MouseButtonPress, 0.5, Qt::LeftButton, Qt::LeftButton);
    measureFrames("pan", hand,
                  [&](int frame) { hand.mouse(QEvent::MouseMove, 0.5 + 0.3 * std::sin(frame * 0.1), Qt::NoButton, Qt::LeftButton); });
    hand.mouse(QEvent::MouseButtonRelease, 0.5, Qt::LeftButton, Qt::NoButton);
    measureFrames("crosshair", hand, [&](int frame) { hand.mouse(QEvent::MouseMove, 0.1 + 0.008 * frame, Qt::NoButton, Qt::NoButton); });
    compareTab(runs, points);
    return 0;
}
