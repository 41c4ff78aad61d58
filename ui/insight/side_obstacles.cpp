#include "insight/side_obstacles.h"

#include "compare/differences.h"
#include "insight/neurons_card.h"
#include "params/model_fields.h"

#include <algorithm>

namespace epochlab::ui {
namespace {

QString ofAnswers(const Controller& controller, bool twoClasses) {
    bool ended = false, two = false;
    std::size_t classes = 0;
    for (const RunRecord& record : controller.runs()) {
        if (!record.ticked) continue;
        ended = ended || (record.finished && record.best);
        if (!record.started || !record.started->data) continue;
        classes = record.started->data->classes.size();
        two = two || classes == 2;
    }
    if (!ended) return QObject::tr("needs a ticked run that has ended");
    if (!twoClasses || two) return {};
    return classes == 0 ? QObject::tr("needs two classes") : QObject::tr("needs two classes; these data have %1").arg(classes);
}

QString ofMaps(const Controller& controller) {
    const auto hasMap = [](const RunRecord& record) { return record.ticked && !record.imported && record.best; };
    const auto& runs = controller.runs();
    const auto run = std::ranges::find_if(runs, hasMap);
    if (run == runs.end()) return QObject::tr("needs a ticked run that has finished an epoch");
    const std::size_t features = run->started && run->started->data ? run->started->data->features.size() : 2;
    return features == 2 ? QString() : QObject::tr("needs two features; these data have %1").arg(features);
}

QString ofSweep(const Controller& controller) {
    core::ComparedRuns runs = subjectOf(controller, {}).runs;
    if (runs.size() < core::leastRunsOfSweep)
        return QObject::tr("needs %1 ticked runs; %2 are").arg(core::leastRunsOfSweep).arg(runs.size());
    return core::differingFields(runs).empty() ? QObject::tr("the ticked runs differ in no setting") : QString();
}

QString ofNetwork(const RunRecord* run) {
    if (run == nullptr) return QObject::tr("needs a run");
    const core::ParamSet& config = run->config;
    if (run->imported || core::isTreeModel(config) || core::isPictureModel(config)) return QObject::tr("draws multilayer perceptrons");
    if (run->started && run->started->data && run->started->data->features.size() != 2)
        return QObject::tr("needs two features; these data have %1").arg(run->started->data->features.size());
    const auto layers = config.integer("hidden-layers"), width = config.integer("width");
    if (layers > NeuronsCard::mostLayers || width > NeuronsCard::mostNeurons)
        return QObject::tr("draws up to %1 layers of %2; this network has %3 × %4")
            .arg(NeuronsCard::mostLayers)
            .arg(NeuronsCard::mostNeurons)
            .arg(layers)
            .arg(width);
    const bool known = run->latestWeights && (run->model || (run->started && run->started->dataset));
    return known ? QString() : QObject::tr("needs a run that has finished an epoch");
}

} // namespace

QString sideObstacle(const Controller& controller, SideView view, const core::RunId& chosen) {
    switch (view) {
    case SideView::Maps: return ofMaps(controller);
    case SideView::Overlay:
    case SideView::Layers:
    case SideView::Sketch: break;
    case SideView::Neurons: return ofNetwork(networkRun(controller, chosen));
    case SideView::Calibration: return ofAnswers(controller, false);
    case SideView::Roc: return ofAnswers(controller, true);
    case SideView::Importance:
    case SideView::Parallel: return ofSweep(controller);
    }
    return {};
}

const RunRecord* networkRun(const Controller& controller, const core::RunId& chosen) {
    if (const RunRecord* run = controller.run(chosen); run != nullptr && !chosen.empty()) return run;
    if (controller.draft() != nullptr) return controller.draft();
    if (controller.current() != nullptr) return controller.current();
    const auto ticked = std::ranges::find_if(controller.runs(), &RunRecord::ticked);
    return ticked == controller.runs().end() ? nullptr : &*ticked;
}

} // namespace epochlab::ui
