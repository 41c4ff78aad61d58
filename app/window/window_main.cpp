// The program with the window.
#include "bridge/controller.h"
#include "composition.h"
#include "store/run_store.h"
#include "store/store_writer.h"
#include "theme/theme.h"
#include "window/figure_verbs.h"
#include "window/main_window.h"
#include "window/picture_commands.h"
#include "window/preset_commands.h"
#include "window/recipe_commands.h"
#include "window/start_options.h"

#include <QApplication>
#include <QHashFunctions>
#include <QIcon>
#include <QPointer>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

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
int answerArguments(const core::Result<app::StartOptions>& options) {
    if (!options) {
        std::fprintf(stderr, "%s\n", core::errorLine(options.error()).c_str());
        return static_cast<int>(core::exitCodeOf(options.error().code));
    }
    if (options->version) {
        std::puts("epochlab " EPOCHLAB_VERSION);
        return 0;
    }
    if (options->help) {
        std::fputs(app::startHelp().c_str(), stdout);
        return 0;
    }
    return -1;
}

/// Once, when the data are there.
void trainWhenReady(ui::Controller& controller) {
    auto* once = new QObject(&controller);
    QObject::connect(&controller, &ui::Controller::dataChanged, once, [once, &controller] {
        if (!controller.canTrain()) return;
        once->deleteLater();
        controller.train();
    });
}

void follow(const app::StartOptions& options, ui::Controller& controller, ui::MainWindow& window) {
    const QString presetFile = QString::fromStdString(options.presetFile);
    if (options.preset)
        window.presets()->open(options.preset, presetFile);
    else if (!presetFile.isEmpty())
        window.presets()->openFile(presetFile);
    if (options.config) controller.setConfig(*options.config);
    const std::string& data = options.data;
    if (data == "cities" || data == "fashion-mnist" || data.starts_with("toy:") || (options.train && !data.empty())) {
        if (const auto set = controller.setParam("data", data); !set) window.showError(set.error());
    } else if (!data.empty()) {
        QMetaObject::invokeMethod(
            &window, [&window, data] { window.openPath(QString::fromStdString(data)); }, Qt::QueuedConnection);
    }
    if (options.train) trainWhenReady(controller);
    if (!options.sweep.empty()) window.queueRuns(options.sweep);
    if (options.goOn) window.goOnWithQueue();
}

/// The writer's thread tells the window, as long as there is one.
void tellOfStore(core::StoreWriter& writer, ui::MainWindow& window) {
    const auto queue = [guard = QPointer<ui::MainWindow>(&window)](std::function<void(ui::MainWindow&)> tell) {
        QMetaObject::invokeMethod(
            qApp,
            [guard, tell = std::move(tell)] {
                if (guard) tell(*guard);
            },
            Qt::QueuedConnection);
    };
    writer.onError([queue, &writer] {
        queue([&writer](ui::MainWindow& there) {
            if (const auto problem = writer.takeError()) there.showError(*problem);
        });
    });
    writer.onPause([queue](bool pause) { queue([pause](ui::MainWindow& there) { there.pauseForStore(pause); }); });
}

/// Without a window; the platform is chosen before the application is made.
int drawFigures(int count, char** arguments, const std::vector<std::string>& words) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    app::limitLibraries();
    const QApplication application(count, arguments);
    ui::Theme::instance().install();
    return app::runFigureVerb(words);
}

} // namespace

int main(int count, char** arguments) {
    QHashSeed::setDeterministicGlobalSeed(); // the order of fonts in a PDF follows it: equal figures give equal bytes
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (app::isFigureVerb(words)) return drawFigures(count, arguments, words);
    const core::Result<app::StartOptions> options = app::readStartOptions(words);
    if (const int code = answerArguments(options); code >= 0) {
        return code;
    }
    if (!displayNamed()) {
        std::fputs(kNoDisplay, stderr);
        return 1;
    }
    app::limitLibraries();
    qInstallMessageHandler(platformMessage);
    QApplication application(count, arguments);
    qInstallMessageHandler(nullptr);
    QApplication::setApplicationName(QStringLiteral("EpochLab"));
    QApplication::setApplicationVersion(QStringLiteral(EPOCHLAB_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("local.epochlab.EpochLab"));
    QApplication::setWindowIcon(
        QIcon::fromTheme(QStringLiteral("local.epochlab.EpochLab"), QIcon(QStringLiteral(":/epochlab/epochlab.svg"))));
    ui::Theme::instance().install();
    const std::string store = options->store.empty() ? core::RunStore::defaultDirectory() : options->store;
    core::StoreWriter writer(store);
    ui::Controller controller(app::makeRunServices(), &writer); // ends before the writer: a run that it stops is still kept
    ui::MainWindow window(controller, {}, store);
    window.pictures()->readWith(app::pictureDecoder);
    tellOfStore(writer, window);
    window.recipes()->setFolders(app::recipeFolders());
    window.show();
    follow(*options, controller, window);
    return QApplication::exec();
}
