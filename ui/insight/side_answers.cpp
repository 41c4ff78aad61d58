#include "insight/side_answers.h"

#include "bridge/run_names.h"
#include "compare/gallery_runs.h"
#include "map/compute_map.h"

#include <QObject>

namespace epochlab::ui {
namespace {

QString text(const std::string& words) { return QString::fromStdString(words); }
QString text(const core::Error& error) { return capitalised(text(core::describe(error))); }

core::Result<core::ModelOutline> outlineFor(const SideQuestion& question) {
    if (question.dataset) return core::outlineOf(question.config, core::endsOf(question.config, *question.dataset));
    if (question.model.empty())
        return core::Error{core::ErrorCode::DataNotFound, "the data of the form are not loaded", question.config.text("data"),
                           "wait for them, or choose the model of a run"};
    const core::Result<core::Model> model = core::RunStore(question.directory).loadModelOf(question.model);
    return model ? core::outlineOf(model->config, core::endsOf(*model)) : model.error();
}

/// The answers that are kept of one ticked run.
struct Kept {
    std::size_t run = 0;
    core::PredictionPair pair;
};

/// Of the ticked runs; `missing` counts those of which none are kept.
core::Result<std::vector<Kept>> keptAnswers(const SideQuestion& question, std::size_t& missing) {
    core::RunStore store(question.directory);
    std::vector<Kept> kept;
    std::optional<core::Error> why;
    for (std::size_t at = 0; at < question.subject.runs.size(); ++at) {
        const core::Result<core::RunSummary> run = store.find(question.subject.runs[at].id);
        core::Result<core::PredictionPair> pair =
            run ? core::loadPredictionPair(store, *run, *run, question.split) : core::Result<core::PredictionPair>(run.error());
        if (pair)
            kept.push_back({at, *std::move(pair)});
        else
            why = pair.error();
    }
    missing = question.subject.runs.size() - kept.size();
    if (kept.empty() && why) return *why;
    return kept;
}

QString rowsWords(const std::vector<Kept>& kept, std::size_t missing) {
    const core::PredictionPair& first = kept.front().pair;
    QString words = QObject::tr("%1 rows, n = %2").arg(text(std::string(core::splitName(first.split())))).arg(first.rows());
    words += kept.size() == 1 ? QObject::tr(" · best epoch %1").arg(first.best.epoch) : QObject::tr(" · best epochs");
    if (missing > 0) words += QObject::tr(" · %1 without kept answers left out").arg(missing);
    return words;
}

template <typename Numbers, typename Reckon>
std::vector<AnsweredRun<Numbers>> answered(const SideQuestion& question, const std::vector<Kept>& kept, const Reckon& reckon) {
    const std::vector<std::string> names = core::legendTexts(question.subject.runs);
    std::vector<AnsweredRun<Numbers>> runs;
    for (const Kept& each : kept) runs.push_back({text(names[each.run]), question.subject.colours[each.run], reckon(each.pair)});
    return runs;
}

SideAnswer answersOf(const SideQuestion& question) {
    SideAnswer answer;
    std::size_t missing = 0;
    core::Result<std::vector<Kept>> kept = keptAnswers(question, missing);
    if (!kept) {
        answer.reason = text(kept.error());
        return answer;
    }
    const bool roc = question.view == SideView::Roc;
    if (roc) std::erase_if(*kept, [](const Kept& each) { return each.pair.classNames.size() != 2; });
    if (kept->empty()) {
        answer.reason = QObject::tr("Tick a run that has finished an epoch");
        return answer;
    }
    answer.subtitle = rowsWords(*kept, missing);
    if (!roc) answer.subtitle += QObject::tr(" · in brackets: 95 % of exact probabilities stay below");
    const std::vector<std::string>& classes = kept->front().pair.classNames;
    const bool two = classes.size() == 2;
    if (two) answer.classes = {text(classes[0]), text(classes[1])};
    const QString positive = two ? answer.classes[question.positive] : QString();
    answer.what = roc   ? positive
                  : two ? QObject::tr("mean probability of %1").arg(positive)
                        : QObject::tr("mean probability of the answer");
    if (roc)
        answer.roc = answered<core::RocCurve>(
            question, *kept, [&](const core::PredictionPair& pair) { return core::rocOf(core::scoredRows(pair.best, question.positive)); });
    else
        answer.calibration = answered<core::Calibration>(question, *kept, [&](const core::PredictionPair& pair) {
            const bool ofClass = two && pair.classNames.size() == 2;
            return core::calibrationOf(ofClass ? core::scoredRows(pair.best, question.positive) : core::confidenceRows(pair.best),
                                       question.bins);
        });
    return answer;
}

/// Over the range of the data, as the decision map.
core::Result<core::NeuronMaps> neuronsOf(const SideQuestion& question, SideAnswer& answer) {
    constexpr int side = 64;
    answer.dataset = question.dataset;
    if (!answer.dataset) {
        core::Result<core::DatasetPointer> loaded = question.loadData(question.config);
        if (!loaded) return loaded.error();
        answer.dataset = *std::move(loaded);
    }
    if (answer.dataset->featureNames != question.network->featureNames)
        return core::Error{core::ErrorCode::DataShape, "the data are no longer those that the run was trained on",
                           question.config.text("data"), "bring back the files as they were"};
    const MapFrame frame = emptyFrame(*answer.dataset);
    return core::neuronMaps(*question.network, {frame.xMinimum, frame.xMaximum, frame.yMinimum, frame.yMaximum}, side);
}

} // namespace

SideAnswer answerOf(const SideQuestion& question) {
    SideAnswer answer;
    switch (question.view) {
    case SideView::Overlay:
    case SideView::Sketch: break;
    case SideView::Maps: answer.maps = mapsOf(question.maps); break;
    case SideView::Neurons: {
        core::Result<core::NeuronMaps> maps = neuronsOf(question, answer);
        if (maps)
            answer.neurons = *std::move(maps);
        else
            answer.reason = text(maps.error());
        break;
    }
    case SideView::Layers: {
        core::Result<core::ModelOutline> outline = outlineFor(question);
        if (outline)
            answer.outline = *std::move(outline);
        else
            answer.reason = text(outline.error());
        break;
    }
    case SideView::Calibration:
    case SideView::Roc: return answersOf(question);
    case SideView::Importance: {
        core::Result<core::Importance> importance = core::importanceOf(question.subject.runs, question.metric);
        if (importance)
            answer.importance = *std::move(importance);
        else
            answer.reason = text(importance.error());
        break;
    }
    case SideView::Parallel:
        answer.parallel = core::parallelPlot(question.subject.runs, question.metric);
        if (answer.parallel.axes.empty()) answer.reason = QObject::tr("The ticked runs differ in no setting");
        break;
    }
    return answer;
}

} // namespace epochlab::ui
