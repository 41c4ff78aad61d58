#include "window/picture_commands.h"

#include "bridge/run_names.h"
#include "bridge/stored_runs.h"
#include "pictures/report_dialog.h"
#include "pictures/sight_dialog.h"
#include "runs/runs_panel.h"
#include "store/run_store.h"
#include "window/main_window.h"
#include "window/open_dialogs.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace epochlab::ui {
namespace {

using ModelPointer = std::shared_ptr<const core::Model>;

constexpr QPoint besideSetup(288, 84); ///< its fields act at once, so they stay in sight

ModelSource storedModel(const std::string& store, const core::RunId& id) {
    if (store.empty()) return {};
    return [store, id]() -> core::Result<ModelPointer> {
        core::Result<core::Model> model = core::RunStore(store).loadModelOf(id);
        if (!model) return model.error();
        return std::make_shared<const core::Model>(*std::move(model));
    };
}

/// Of a run with an epoch behind it; null: it has no model, or one that takes rows of a table.
ModelSource modelOf(const RunRecord& record, const std::string& store) {
    if (!record.best || record.imported) return {};
    if (record.model) {
        if (!record.model->view) return {};
        return [model = record.model]() -> core::Result<ModelPointer> { return model; };
    }
    const auto weights = record.finished && record.finished->bestWeights ? record.finished->bestWeights : record.latestWeights;
    const core::DatasetPointer dataset = record.started ? record.started->dataset : nullptr;
    if (dataset && !dataset->pictures) return {};
    if (!dataset || !weights) return storedModel(store, record.id);
    return [config = record.config, dataset, weights]() -> core::Result<ModelPointer> {
        return std::make_shared<const core::Model>(core::makeModel(config, *dataset, weights));
    };
}

} // namespace

PictureCommands::PictureCommands(Controller& controller, const StoredRuns& stored, const Actions& actions, MainWindow* window)
    : QObject(window), m_controller(controller), m_stored(stored), m_actions(actions), m_window(window) {
    connect(actions.seePictures, &QAction::triggered, this, &PictureCommands::openSight);
    connect(actions.pictureReport, &QAction::triggered, this, &PictureCommands::openReport);
    connect(actions.predict, &QAction::triggered, this, [this] { openPrediction(); });
    connect(&controller, &Controller::dataChanged, this, &PictureCommands::refresh);
    refresh();
}

void PictureCommands::refresh() {
    const core::DatasetPointer dataset = m_controller.dataset();
    for (QAction* action : {m_actions.seePictures, m_actions.pictureReport}) action->setEnabled(dataset && dataset->pictures);
}

void PictureCommands::openSight() {
    if (comesForward(m_sight)) return;
    m_sight = new SightDialog(m_controller, m_window);
    m_sight->setAttribute(Qt::WA_DeleteOnClose);
    m_sight->show();
    m_sight->move(m_window->mapToGlobal(besideSetup));
}

void PictureCommands::openReport() {
    if (comesForward(m_report)) return;
    m_report = new ReportDialog(m_controller, m_window);
    m_report->setAttribute(Qt::WA_DeleteOnClose);
    m_report->show();
}

/// Those that are known to take pictures first, the best of them before the others.
std::vector<PredictingRun> PictureCommands::predictingRuns() const {
    std::vector<std::pair<double, PredictingRun>> known;
    for (const RunRecord& record : m_controller.runs())
        if (ModelSource model = modelOf(record, m_stored.directory()))
            known.push_back({bestValue(record), {record.id, record.name, std::move(model)}});
    std::ranges::stable_sort(known, std::greater(), [](const auto& entry) { return std::isnan(entry.first) ? -1.0 : entry.first; });
    std::vector<PredictingRun> runs;
    for (auto& entry : known) runs.push_back(std::move(entry.second));
    for (const auto& stored : m_stored.listing().shown) {
        const core::RunSummary& summary = stored->summary;
        if (summary.best && summary.state != "imported" && m_controller.run(summary.id) == nullptr)
            runs.push_back({summary.id, stored->name, storedModel(m_stored.directory(), summary.id)});
    }
    return runs;
}

void PictureCommands::openPrediction(const QString& path) {
    if (m_prediction != nullptr) m_prediction->close(); // other runs may have come
    const std::vector<core::RunId> selected = m_window->runsPanel()->selected();
    m_prediction = new PredictDialog(predictingRuns(), selected.size() == 1 ? selected.front() : core::RunId(),
                                     m_controller.services().findTrainer, m_decoder, m_window);
    m_prediction->setAttribute(Qt::WA_DeleteOnClose);
    m_prediction->show();
    if (!path.isEmpty()) m_prediction->predict(path);
}

} // namespace epochlab::ui
