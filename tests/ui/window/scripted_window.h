#pragma once

#include "bridge/controller.h"
#include "support/patience.h"
#include "support/scripted_trainer.h"
#include "window/main_window.h"

#include <QTemporaryDir>
#include <QTest>

#include <utility>

namespace epochlab::test {

/// The window at its usual size, with a scripted trainer behind it and settings of its own.
struct ScriptedWindow {
    explicit ScriptedWindow(Script script = {}, std::int64_t epochs = 3) : controller(scriptedServices(std::move(script)), nullptr) {
        static_cast<void>(controller.setParam("epochs", epochs));
        window.resize(1280, 800);
        window.show();
    }
    bool ready() {
        return QTest::qWaitForWindowExposed(&window) && until([this] { return controller.canTrain(); });
    }
    template <typename Condition> bool until(Condition condition) { return QTest::qWaitFor(condition, patience); }

    QTemporaryDir folder;
    ui::Controller controller;
    ui::MainWindow window{controller, folder.filePath(QStringLiteral("window.ini"))};
};

} // namespace epochlab::test
