// The list of runs over a big store: bench_runs [RUNS]. "Late" is how long the window's thread was busy in one piece meanwhile.
#include "bridge/controller.h"
#include "bridge/stored_runs.h"
#include "runs/runs_panel.h"
#include "store/store_writer.h"
#include "theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace {

using namespace epochlab;

void addRuns(const std::string& folder, int runs) {
    const auto data = std::make_shared<core::TableDataset>();
    core::StoreWriter writer(folder);
    for (int run = 0; run < runs; ++run) {
        const core::RunId id = "run-" + std::to_string(run);
        core::StartedEvent event{core::ParamSet(core::mlpParams()), nullptr, data, {}, 50, 0};
        static_cast<void>(event.config.set("width", std::int64_t{8 + run % 100}));
        static_cast<void>(event.config.set("seed", std::int64_t{run}));
        event.shape.layerNames = {"output"};
        writer.onEvent({id, event});
        core::FinishedEvent end;
        end.epochs = 50;
        end.best = core::BestEpoch{50, 0.5 + 0.4 * (run % 997) / 997.0, 0.3, 0.9, 0.9};
        writer.onEvent({id, end});
    }
}

/// Runs the window's thread until something holds, and says how long that took and the longest it did not come back to its loop.
void until(const char* what, const std::function<bool()>& holds, const std::function<void()>& act) {
    QElapsedTimer whole;
    QElapsedTimer piece;
    whole.start();
    piece.start();
    qint64 longest = 0;
    act();
    longest = piece.nsecsElapsed();
    while (!holds()) {
        piece.start();
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
        longest = std::max(longest, piece.nsecsElapsed());
    }
    std::printf("%-32s %7.1f ms, late %5.1f ms\n", what, 1e-6 * static_cast<double>(whole.nsecsElapsed()),
                1e-6 * static_cast<double>(longest));
}

void scroll(QListView& list) {
    constexpr int frames = 200;
    std::vector<double> times;
    for (int frame = 0; frame < frames; ++frame) {
        QElapsedTimer timer;
        timer.start();
        list.verticalScrollBar()->setValue(frame * list.verticalScrollBar()->maximum() / frames);
        list.viewport()->repaint();
        times.push_back(1e-6 * static_cast<double>(timer.nsecsElapsed()));
    }
    std::ranges::sort(times);
    std::printf("%-32s median %.1f ms, p95 %.1f ms\n", "a frame of scrolling", times[frames / 2], times[frames * 95 / 100]);
}

int show(const std::string& folder, int runs) {
    ui::Theme::instance().install();
    const core::Error nothing{core::ErrorCode::EngineMissing, "nothing is trained here", "", ""};
    ui::Controller controller({[nothing](const core::ParamSet&) { return core::Result<core::DatasetPointer>(nothing); },
                               [nothing](const core::ParamSet&) { return core::Result<std::shared_ptr<core::Trainer>>(nothing); }},
                              nullptr);
    ui::StoredRuns stored(controller, folder);
    ui::RunsPanel panel(controller, stored);
    panel.resize(260, 700);
    panel.show();
    QCoreApplication::processEvents();
    until(
        "all runs listed and painted", [&] { return panel.rowCount() == runs; }, [&] { stored.start(); });
    const auto filtered = [&](const char* words) {
        const int before = panel.rowCount();
        until(
            words, [&] { return panel.rowCount() != before; }, [&] { panel.filterLine()->setText(words); });
    };
    filtered("width=16 accuracy>0.7");
    filtered("");
    scroll(*panel.list());
    return 0;
}

} // namespace

int main(int count, char** words) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(count, words);
    const int runs = count > 1 ? std::atoi(words[1]) : 10000;
    std::string folder = (std::filesystem::temp_directory_path() / "epochlab-bench-XXXXXX").string();
    if (!mkdtemp(folder.data())) return 1;
    addRuns(folder, runs);
    const int code = show(folder, runs);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return code;
}
