#include "insight/side_maps.h"

#include "bridge/run_names.h"
#include "map/compute_map.h"
#include "store/run_store.h"

#include <QObject>

#include <cmath>

namespace epochlab::ui {
namespace {

core::Result<MapResult> mapOf(const MapsQuestion& question, const MapsQuestion::Run& run, const core::DatasetPointer& dataset,
                              const std::optional<MapFrame>& field) {
    MapJob job{{.services = question.services, .run = run.id, .config = run.config, .dataset = dataset, .weights = run.weights}};
    job.epoch.epoch = run.epoch;
    job.field = field;
    if (!job.epoch.weights) {
        const core::Result<core::Model> model = core::RunStore(question.directory).loadModelOf(run.id);
        if (!model) return model.error();
        if (model->featureNames != dataset->featureNames || model->classNames != dataset->classNames)
            return core::Error{core::ErrorCode::ConfigConflict, "its data have other columns or classes", run.id,
                               "tick runs on equal data"};
        job.epoch.config = model->config;
        job.epoch.weights = model->weights;
    }
    return computeMap(std::move(job));
}

MapScene sceneOf(const core::TableDataset& dataset, MapResult map) {
    MapScene scene;
    scene.classes = textList(dataset.classNames);
    scene.xTitle = QString::fromStdString(map.plane.axisTitle(dataset, 0));
    scene.yTitle = QString::fromStdString(map.plane.axisTitle(dataset, 1));
    scene.geographic = dataset.geographic;
    scene.frame = std::move(map.frame);
    scene.points = std::move(map.points);
    return scene;
}

core::Result<core::DatasetPointer> datasetFor(const MapsQuestion& question) {
    for (const MapsQuestion::Run& run : question.runs)
        if (run.dataset) return run.dataset;
    return question.services.loadData(question.runs.front().config);
}

} // namespace

MapsQuestion mapsQuestionOf(const Controller& controller, const std::string& directory) {
    MapsQuestion question{.directory = directory, .services = controller.services()};
    for (const RunRecord& record : controller.runs()) {
        if (!record.ticked || record.imported || !record.best || question.runs.size() == MapsQuestion::most) continue;
        MapsQuestion::Run run{.id = record.id, .name = record.name, .config = record.config};
        run.accuracy = record.best->validationAccuracy;
        run.epoch = record.best->epoch;
        if (record.started) run.dataset = record.started->dataset;
        if (record.finished) run.weights = record.finished->bestWeights;
        if (!run.weights && record.live()) {
            run.weights = record.latestWeights;
            run.epoch = record.latestWeightsEpoch;
        }
        question.runs.push_back(std::move(run));
    }
    return question;
}

MapsAnswer mapsOf(const MapsQuestion& question) {
    MapsAnswer answer;
    if (question.runs.empty()) {
        answer.reason = QObject::tr("Tick runs that have ended an epoch, and their maps stand here side by side.");
        return answer;
    }
    const core::Result<core::DatasetPointer> dataset = datasetFor(question);
    if (!dataset || (*dataset)->featureCount() != 2) {
        answer.reason = dataset ? QObject::tr("A decision map needs two features; these data have %1.").arg((*dataset)->featureCount())
                                : QString::fromStdString(core::describe(dataset.error()));
        return answer;
    }
    std::optional<MapFrame> field;
    int left = 0;
    for (const MapsQuestion::Run& run : question.runs) {
        core::Result<MapResult> map = mapOf(question, run, *dataset, field);
        left += map ? 0 : 1;
        if (!map) {
            answer.reason = QString::fromStdString(core::describe(map.error()));
            continue;
        }
        if (!field) field = map->field;
        const QString accuracy = std::isnan(run.accuracy) ? QString() : QStringLiteral("  ") + accuracyText(run.accuracy);
        answer.maps.push_back({run.name + accuracy, sceneOf(**dataset, *std::move(map))});
    }
    if (answer.maps.empty()) return answer;
    answer.reason.clear();
    answer.subtitle = QObject::tr("best epochs, validation accuracy; × wrong");
    if (left > 0) answer.subtitle += QObject::tr(" · %1 on other data left out").arg(left);
    return answer;
}

} // namespace epochlab::ui
