// The program with the window.
#include "bridge/controller.h"
#include "bridge/earlier_runs.h"
#include "composition.h"
#include "store/run_store.h"
#include "store/store_writer.h"
#include "theme/theme.h"
#include "window/main_window.h"

#include <QApplication>
#include <QIcon>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace epochlab;

constexpr const char* kNoDisplay =
    "error[internal.no-display]: the window needs a display and none can be reached; log in to a desktop, use `ssh -X`, "
    "or train without a window: epochlab-cli train --data cities\n";

/// Qt ends the process where it finds no display; this says so in one sentence.
void platformMessage(QtMsgType type, const QMessageLogContext&, const QString& text) {
    if (type == QtFatalMsg) {
        std::fputs(kNoDisplay, stderr);
        std::_Exit(1);
    }
    Q_UNUSED(text)
}

bool displayNamed() {
    for (const char* name : {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"}) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0') {
            return true;
        }
    }
    return false;
}

/// The exit code where the arguments leave nothing to open, or −1.
int answerArguments(int count, char** arguments) {
    const std::string_view first = count > 1 ? arguments[1] : "";
    if (first == "--version") {
        std::puts("epochlab " EPOCHLAB_VERSION);
        return 0;
    }
    if (first == "--help" || first == "-h") {
        std::puts("usage: epochlab [DATA]\n  DATA  cities, toy:moons, toy:circles, toy:spiral, toy:blobs, toy:xor, a CSV file or a folder\n"
                  "        of training, validation and test files\n  --version  print the version\nWithout a window: epochlab-cli --help");
        return 0;
    }
    if (count > 2 || (!first.empty() && first[0] == '-')) {
        std::fprintf(stderr, "error[usage.arguments]: unknown arguments (%s); use epochlab [DATA], or epochlab --help\n",
                     arguments[count > 2 ? 2 : 1]);
        return 2;
    }
    return -1;
}

} // namespace

int main(int count, char** arguments) {
    if (const int code = answerArguments(count, arguments); code >= 0) {
        return code;
    }
    if (!displayNamed()) {
        std::fputs(kNoDisplay, stderr);
        return 1;
    }
    qInstallMessageHandler(platformMessage);
    QApplication application(count, arguments);
    qInstallMessageHandler(nullptr);
    QApplication::setApplicationName(QStringLiteral("EpochLab"));
    QApplication::setApplicationVersion(QStringLiteral(EPOCHLAB_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("local.epochlab.EpochLab"));
    QApplication::setWindowIcon(
        QIcon::fromTheme(QStringLiteral("local.epochlab.EpochLab"), QIcon(QStringLiteral(":/epochlab/epochlab.svg"))));
    ui::Theme::instance().install();
    core::StoreWriter writer(core::RunStore::defaultDirectory());
    ui::Controller controller(app::makeRunServices(), &writer); // ends before the writer: a run that it stops is still kept
    ui::MainWindow window(controller);
    writer.onError([&] {
        const auto show = [&] {
            if (const auto problem = writer.takeError()) {
                window.showError(*problem);
            }
        };
        QMetaObject::invokeMethod(&window, show, Qt::QueuedConnection);
    });
    ui::EarlierRuns earlier(controller, core::RunStore::defaultDirectory());
    QObject::connect(&earlier, &ui::EarlierRuns::failed, &window, &ui::MainWindow::showError);
    QObject::connect(&earlier, &ui::EarlierRuns::loaded, &window, &ui::MainWindow::tellInterrupted);
    earlier.load();
    window.show();
    const QString data = count > 1 ? QString::fromLocal8Bit(arguments[1]) : QString();
    if (data == QLatin1String("cities") || data.startsWith(QLatin1String("toy:"))) {
        [[maybe_unused]] const auto set = controller.setParam("data", data.toStdString());
    } else if (!data.isEmpty()) {
        QMetaObject::invokeMethod(
            &window, [&window, data] { window.openPath(data); }, Qt::QueuedConnection);
    }
    return QApplication::exec();
}
