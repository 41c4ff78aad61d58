// How the window feels while it trains: a real window, the real trainer, the cities, for 20 seconds.
#include "bridge/controller.h"
#include "composition.h"
#include "support/smoothness.h"
#include "theme/theme.h"
#include "watch/watch_view.h"
#include "window/main_window.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

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

} // namespace

int main(int count, char** arguments) {
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("WAYLAND_DISPLAY")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(count, arguments);
    const char* width = count > 1 ? arguments[1] : "64";
    ui::Theme::instance().install();
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
    return 0;
}
