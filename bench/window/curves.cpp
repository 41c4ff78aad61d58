#include "curves.h"

#include "compare/smoothing.h"
#include "plot/curve_plot.h"
#include "plot_hand.h"

#include <QSize>

#include <cmath>
#include <numeric>
#include <string>

namespace epochlab::bench {
namespace {

constexpr double halfLife = 200;

/// A training's loss: a noisy fall to its own level.
std::vector<double> lossOf(int run, int points) {
    std::vector<double> loss;
    unsigned noise = 12345U + static_cast<unsigned>(run);
    for (int i = 0; i < points; ++i) {
        noise = noise * 1664525U + 1013904223U;
        const double away = static_cast<double>(noise >> 8) / 16777216.0 - 0.5;
        loss.push_back((0.2 + 0.01 * run + 2.0 * std::exp(-i / (0.08 * points))) * (1.0 + 0.3 * away));
    }
    return loss;
}

/// As the window shows them: with smoothing the values faint, and the averages before them.
void fill(ui::CurvePlot& plot, int curves, int points, bool smooth) {
    std::vector<double> steps(static_cast<std::size_t>(points));
    std::iota(steps.begin(), steps.end(), 1.0);
    for (int run = 0; run < curves; ++run) {
        const QString key = QString::number(run);
        const std::vector<double> loss = lossOf(run, points);
        plot.addCurve(key, QStringLiteral("run ") + key, {.series = run, .faint = smooth});
        plot.append(key, steps, loss);
        if (!smooth) continue;
        plot.addCurve(key + QStringLiteral("/average"), QStringLiteral("run ") + key, {.series = run, .average = true});
        plot.append(key + QStringLiteral("/average"), steps, core::smoothed(steps, loss, halfLife));
    }
}

void measure(int curves, int points, bool smooth) {
    const std::string title = std::to_string(curves) + " x " + std::to_string(points) + (smooth ? " points, smoothed, " : " points, ");
    ui::CurvePlot plot(QStringLiteral("loss"), QStringLiteral("Loss"), QStringLiteral("step"), QStringLiteral("loss"));
    plot.resize(1000, 600);
    plot.show();
    const double begin = threadMilliseconds();
    fill(plot, curves, points, smooth);
    untilPainted(plot);
    std::printf("%-44s %6.0f ms of processor time until it stands\n", title.c_str(), threadMilliseconds() - begin);
    const PlotHand hand(plot);
    measureFrames((title + "zoom, a frame").c_str(), hand, [&](int frame) { hand.wheel(0.5, frame % 20 < 10 ? 60 : -60); });
    hand.wheel(0.5, 240);
    hand.settle();
    hand.mouse(QEvent::MouseButtonPress, 0.5, Qt::LeftButton, Qt::LeftButton);
    measureFrames((title + "pan, a frame").c_str(), hand,
                  [&](int frame) { hand.mouse(QEvent::MouseMove, 0.5 + 0.3 * std::sin(frame * 0.1), Qt::NoButton, Qt::LeftButton); });
    hand.mouse(QEvent::MouseButtonRelease, 0.5, Qt::LeftButton, Qt::NoButton);
}

} // namespace

void measureCurves() {
    for (const bool smooth : {false, true}) {
        measure(20, 100'000, smooth);
        measure(1, 1'000'000, smooth);
    }
}

} // namespace epochlab::bench
