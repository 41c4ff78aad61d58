// The list of runs, and the Mistakes tab, over a big store: bench_runs [RUNS]. "Late" is how long the window's thread was busy in one piece
// meanwhile.
#include "bridge/controller.h"
#include "bridge/run_follow_ups.h"
#include "bridge/run_queue.h"
#include "bridge/stored_runs.h"
#include "compare/titled_box.h"
#include "gallery/gallery_model.h"
#include "gallery/mistakes_view.h"
#include "runs/runs_panel.h"
#include "store/store_writer.h"
#include "theme/theme.h"

#include <QAbstractItemView>
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

constexpr std::size_t testRows = 100;

core::DatasetPointer dataWithRows() {
    auto data = std::make_shared<core::TableDataset>();
    data->featureNames = {"x"};
    data->classNames = {"a", "b"};
    core::TableRows& rows = data->splits[static_cast<std::size_t>(core::Split::Test)];
    rows.count = testRows;
    rows.features.assign(testRows, 0.5F);
    for (std::size_t row = 0; row < testRows; ++row) rows.labels.push_back(static_cast<std::int32_t>(row % 2));
    data->fingerprint = 7;
    return data;
}

void addRuns(const std::string& folder, int runs) {
    const core::DatasetPointer data = dataWithRows();
    const auto predictions = std::make_shared<const core::RunPredictions>(
        core::RunPredictions{50,
                             {{core::Split::Test, std::vector<std::int32_t>(testRows, 1), std::vector<float>(testRows, 0.75F),
                               std::vector<float>(testRows, 0.25F)}}});
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
        end.predictions = predictions;
        writer.onEvent({id, end});
    }
}

double threadMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// Runs the window's thread until something holds, and says how long that took and the longest it did not come back to its loop.
void until(const char* what, const std::function<bool()>& holds, const std::function<void()>& act) {
    QElapsedTimer whole;
    whole.start();
    double before = threadMs();
    act();
    double longest = threadMs() - before;
    while (!holds()) {
        before = threadMs();
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
        longest = std::max(longest, threadMs() - before);
    }
    std::printf("%-32s %7.1f ms, late %5.1f ms\n", what, 1e-6 * static_cast<double>(whole.nsecsElapsed()), longest);
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

/// The tab in sight while the store changes under it: another name for a run, and one run fewer.
void showMistakes(ui::Controller& controller, ui::StoredRuns& stored) {
    ui::MistakesView view(controller, stored);
    view.resize(740, 660);
    const auto told = [&] { return view.upToDate() && view.model()->mistakes(); };
    until("mistakes of all runs", told, [&] { view.show(); });
    core::RunStore store(stored.directory());
    const auto change = [&](const char* what, const std::function<void()>& act) {
        bool changed = false;
        const auto listed = QObject::connect(&stored, &ui::StoredRuns::changed, &view, [&] { changed = true; });
        until(
            what, [&] { return changed && stored.listing().complete && told(); },
            [&] {
                act();
                stored.refresh();
            });
        QObject::disconnect(listed);
    };
    change("a run is renamed", [&] { static_cast<void>(store.setName("run-7", "seven")); });
    change("a run is removed", [&] { static_cast<void>(store.setDeleted("run-8", true)); });
    until(
        "the list of best runs opens", [&] { return view.bestBox()->view()->isVisible(); }, [&] { view.bestBox()->showPopup(); });
    view.bestBox()->hidePopup();
}

int show(const std::string& folder, int runs) {
    ui::Theme::instance().install();
    const core::Error nothing{core::ErrorCode::EngineMissing, "nothing is trained here", "", ""};
    ui::Controller controller({[nothing](const core::ParamSet&) { return core::Result<core::DatasetPointer>(nothing); },
                               [nothing](const core::ParamSet&) { return core::Result<std::shared_ptr<core::Trainer>>(nothing); }},
                              nullptr);
    ui::StoredRuns stored(controller, folder);
    ui::RunQueue queue(controller, 1);
    ui::RunFollowUps followUps(controller, stored, queue);
    ui::RunsPanel panel(controller, stored, followUps);
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
    showMistakes(controller, stored);
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
