// How the window feels while it trains: a real window, the real trainer, the cities, for 20 seconds.
// Then frames of zooming and panning long curves (bench_window curves: those alone), and what live plots cost (bench_window live),
// and what the gradient panel's numbers cost (bench_window panel).
// bench_window gallery [DATA]: frames of scrolling through 10,000 pictures (Fashion-MNIST's test rows) instead.
#include "bridge/controller.h"
#include "composition.h"
#include "curves.h"
#include "gallery/gallery_model.h"
#include "gallery/tile_view.h"
#include "live.h"
#include "panel.h"
#include "support/smoothness.h"
#include "theme/theme.h"
#include "watch/watch_view.h"
#include "window/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string_view>

namespace {

using namespace epochlab;
using test::SmoothnessMeter;

constexpr int seconds = 20;

void setUpRun(ui::Controller& controller, const char* width) {
    for (const auto& [id, value] : {std::pair{"hidden-layers", "6"}, {"width", width}, {"batch-norm", "true"}, {"epochs", "100000"}}) {
        core::ParamSet config = controller.config();
        if (config.setText(id, value)) controller.setConfig(config);
    }
}

void print(const char* what, const std::vector<double>& values) {
    const double largest = values.empty() ? 0.0 : *std::ranges::max_element(values);
    std::printf("%-28s %7zu values   median %6.1f ms   p95 %6.1f ms   max %6.1f ms\n", what, values.size(),
                SmoothnessMeter::percentile(values, 50), SmoothnessMeter::percentile(values, 95), largest);
}

core::PredictionPair everyRowWrong(const core::TableDataset& data) {
    const core::TableRows& rows = data.rows(core::Split::Test);
    core::PredictedRows answers{1, {core::Split::Test, {}, {}, {}}, rows.labels, rows.names};
    for (const std::int32_t label : rows.labels) {
        answers.predictions.classes.push_back((label + 1) % static_cast<std::int32_t>(data.classCount()));
        answers.predictions.confidences.push_back(0.9F);
        answers.predictions.truthProbabilities.push_back(0.05F);
    }
    return {data.classNames, answers, answers};
}

double threadMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// By a screen's third each frame down to the end, then as by a wheel; a frame is the thread's processor time until everything is painted,
/// pictures that have come since the last one included.
void scroll(ui::TileView& tiles, const char* what, int frames, int step) {
    std::vector<double> times;
    QScrollBar& bar = *tiles.verticalScrollBar();
    bar.setValue(0);
    for (int frame = 0; frame < frames; ++frame) {
        const double before = threadMs();
        bar.setValue(step > 0 ? bar.value() + step : frame * bar.maximum() / frames);
        QCoreApplication::processEvents();
        tiles.viewport()->repaint();
        times.push_back(threadMs() - before);
        QThread::usleep(4000); // a screen shows no more frames than it can
    }
    print(what, times);
}

int scrollGallery(const char* name) {
    core::ParamSet config(core::mlpParams());
    if (const core::Result<void> named = config.setText("data", name); !named) return 2;
    const core::Result<core::DatasetPointer> data = app::makeRunServices().loadData(config);
    if (!data || !(*data)->pictures) return std::puts("these data are no pictures, or cannot be read"), 3;
    const core::GalleryRuns noRuns;
    auto mistakes = std::make_shared<const ui::Mistakes>(noRuns, everyRowWrong(**data), config, config);
    std::vector<std::size_t> rows(mistakes->pair.rows());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    ui::GalleryModel model;
    ui::TileView tiles(model, nullptr);
    tiles.resize(740, 660);
    tiles.show();
    QElapsedTimer timer;
    timer.start();
    model.setDataset(*data);
    model.show(mistakes, rows);
    tiles.viewport()->repaint();
    std::printf("%zu tiles of %s on %s, shown after %.1f ms\n", rows.size(), (*data)->name.c_str(),
                qPrintable(QGuiApplication::platformName()), 1e-6 * static_cast<double>(timer.nsecsElapsed()));
    scroll(tiles, "a frame, from end to end", 400, 0);
    scroll(tiles, "a frame, by 40 pixels", 400, 40);
    return 0;
}

} // namespace

int main(int count, char** arguments) {
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("WAYLAND_DISPLAY")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(count, arguments);
    const char* width = count > 1 ? arguments[1] : "64";
    ui::Theme::instance().install();
    if (count > 1 && std::string_view(arguments[1]) == "curves") return bench::measureCurves(), 0;
    if (count > 1 && std::string_view(arguments[1]) == "live") return bench::measureLive(), 0;
    if (count > 1 && std::string_view(arguments[1]) == "panel") return bench::measurePanel(), 0;
    if (count > 1 && std::string_view(arguments[1]) == "gallery") return scrollGallery(count > 2 ? arguments[2] : "fashion-mnist");
    QTemporaryDir folder;
    SmoothnessMeter meter;
    ui::Controller controller(app::makeRunServices(), &meter);
    ui::MainWindow window(controller, folder.filePath(QStringLiteral("window.ini")));
    window.resize(1280, 800);
    window.show();
    setUpRun(controller, width);
    QObject::connect(&controller, &ui::Controller::runStarted, &window, [&] {
        meter.watch(*window.watch()->lossPlot());
        QTimer::singleShot(seconds * 1000, &application, [&] {
            meter.stop();
            controller.stopAll();
            QCoreApplication::exit(0); // quit() would ask about the run that is still live
        });
    });
    const auto start = [&] {
        if (controller.canTrain() && controller.runs().empty()) controller.train();
    };
    QObject::connect(&controller, &ui::Controller::dataChanged, &window, start);
    start();
    QApplication::exec();
    std::printf("window 1280x800 on %s, MLP 6x%s with batch norm on the cities, %d s of training\n",
                qPrintable(QGuiApplication::platformName()), width, seconds);
    print("10 ms timer late by", meter.latenessMs());
    print("validation loss on screen in", meter.metricDelayMs());
    bench::measureCurves();
    bench::measureLive();
    bench::measurePanel();
    return 0;
}
