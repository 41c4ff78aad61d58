#include "live.h"

#include "bridge/controller.h"
#include "composition.h"
#include "run/live_run.h"
#include "watch/epoch_views.h"
#include "watch/watch_view.h"
#include "window/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

namespace epochlab::bench {
namespace {

constexpr int seconds = 6;
constexpr int turns = 3;

/// Longer than is measured; each epoch's model is kept, as it is not where there are tens of thousands.
core::ParamSet longTraining() {
    core::ParamSet config(core::mlpParams());
    for (const auto& [id, value] : {std::pair{"batch-norm", "true"}, {"epochs", "5000"}}) static_cast<void>(config.setText(id, value));
    return config;
}

/// Rows trained in the time, from the events alone.
class Rows final : public core::RunObserver {
public:
    void onEvent(core::Event event) override {
        if (const auto* started = std::get_if<core::StartedEvent>(&event.payload))
            m_rows = started->dataset->rows(core::Split::Training).count;
        if (std::holds_alternative<core::GradientRow>(event.payload)) ++m_epochs;
    }
    double perSecond(int time) const { return static_cast<double>(m_epochs * m_rows) / time; }
    bool begun() const { return m_epochs > 0; }
    void reset() { m_epochs = 0; }

private:
    std::atomic<std::int64_t> m_rows = 0;
    std::atomic<std::int64_t> m_epochs = 0;
};

double withoutWindow() {
    Rows rows;
    core::LiveRun run(core::toBeKept({.id = "bench", .config = longTraining()}), app::makeRunServices(), rows);
    while (!rows.begun()) std::this_thread::yield();
    rows.reset();
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
    const double speed = rows.perSecond(seconds);
    run.stop();
    return speed;
}

struct Watched {
    double rows = 0; ///< a second
    double maps = 0;
};

Watched withWindow() {
    const QTemporaryDir folder;
    Rows rows;
    ui::Controller controller(app::makeRunServices(), &rows);
    ui::MainWindow window(controller, folder.filePath(QStringLiteral("window.ini")));
    window.resize(1280, 800);
    window.show();
    controller.setConfig(longTraining());
    int maps = 0;
    std::int64_t shown = 0;
    QTimer look;
    look.setInterval(5);
    QObject::connect(&look, &QTimer::timeout, &window, [&] {
        if (std::exchange(shown, window.watch()->mapEpoch()) != window.watch()->mapEpoch()) ++maps;
    });
    const auto start = [&] {
        if (controller.canTrain() && controller.runs().empty()) controller.train();
    };
    QObject::connect(&controller, &ui::Controller::dataChanged, &window, start);
    start();
    while (!rows.begun()) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    rows.reset();
    look.start();
    QTimer::singleShot(seconds * 1000, qApp, [] { QCoreApplication::exit(0); });
    QApplication::exec();
    const Watched seen{rows.perSecond(seconds), static_cast<double>(maps) / seconds};
    controller.stopAll();
    return seen;
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

} // namespace

void measureLive() {
    std::vector<double> alone, watched, maps;
    for (int turn = 0; turn < turns; ++turn) {
        alone.push_back(withoutWindow());
        const Watched seen = withWindow();
        watched.push_back(seen.rows);
        maps.push_back(seen.maps);
    }
    std::printf("MLP 6x16 with batch norm on the cities, 1 thread, medians of %d turns of %d s each\n", turns, seconds);
    std::printf("decision map, 256x256 cells: %.1f times a second while it trains (goal 5)\n", median(maps));
    std::printf("rows a second: %.0f with live plots, %.0f without: %.1f %% slower (goal 5 %%)\n", median(watched), median(alone),
                100.0 * (1.0 - median(watched) / median(alone)));
}

} // namespace epochlab::bench
