#include "gallery/mistakes_loader.h"

#include "watch/map_feed.h"

#include <utility>

namespace epochlab::ui {
namespace {

core::Result<MistakesPointer> loadMistakes(core::RunStore& store, const MistakesQuestion& question) {
    const core::Result<core::GalleryRuns> runs = core::chooseGalleryRuns(store, question.candidates, question.best, question.worst, false);
    if (!runs) return runs.error();
    core::Result<core::PredictionPair> pair = core::loadPredictionPair(store, runs->best, runs->worst, question.split);
    if (!pair) return pair.error();
    core::Result<core::ParamSet> best = store.loadConfigOf(runs->best.id);
    if (!best) return best.error();
    core::Result<core::ParamSet> worst = store.loadConfigOf(runs->worst.id);
    if (!worst) return worst.error();
    return MistakesPointer(std::make_shared<const Mistakes>(Mistakes{*runs, *std::move(pair), *std::move(best), *std::move(worst)}));
}

core::Result<core::DatasetPointer> loadData(const core::RunServices& services, const Mistakes& mistakes, core::DatasetPointer known) {
    const std::string& fingerprint = mistakes.runs.best.dataFingerprint;
    if (known && core::fingerprintText(known->fingerprint) == fingerprint) return known;
    core::Result<core::DatasetPointer> data = services.loadData(mistakes.bestConfig);
    if (!data || core::fingerprintText((*data)->fingerprint) == fingerprint) return data;
    return core::Error{core::ErrorCode::DataShape, "the data are no longer those that the runs were trained on",
                       mistakes.bestConfig.text("data"), "bring back the files as they were"};
}

/// Empty where none can be drawn: the rows are shown without.
MapFrame mapOf(const core::RunServices& services, core::RunStore& store, const core::RunSummary& run, const core::DatasetPointer& data) {
    const core::Result<core::Model> model = store.loadModelOf(run.id);
    if (!model) return {};
    core::Result<MapResult> map =
        computeMap({.findTrainer = services.findTrainer, .config = model->config, .dataset = data, .weights = model->weights, .epoch = 0});
    return map ? std::move(map->frame) : MapFrame{};
}

} // namespace

struct MistakesLoader::Job {
    std::int64_t generation;
    MistakesQuestion question;
    core::DatasetPointer known;
};

MistakesLoader::MistakesLoader(std::string directory, core::RunServices services, QObject* parent)
    : QObject(parent), m_directory(std::move(directory)), m_services(std::move(services)) {}

void MistakesLoader::ask(const MistakesQuestion& question, core::DatasetPointer known) {
    m_busy = true;
    const auto job = std::make_shared<const Job>(Job{++m_generation, question, std::move(known)});
    m_worker.submit([this, job] { work(*job); });
}

/// What an older question came to is not told.
template <typename Tell> void MistakesLoader::tell(std::int64_t generation, Tell tell) {
    QMetaObject::invokeMethod(this, [this, generation, tell = std::move(tell)] {
        if (generation == m_generation) tell();
    });
}

void MistakesLoader::work(const Job& job) {
    core::RunStore store(m_directory);
    const core::Result<MistakesPointer> mistakes = loadMistakes(store, job.question);
    tell(job.generation, [this, mistakes] {
        m_busy = mistakes.ok();
        if (mistakes)
            emit loaded(*mistakes);
        else
            emit failed(mistakes.error());
    });
    if (!mistakes || job.generation != m_generation) return;
    const core::Result<core::DatasetPointer> data = loadData(m_services, **mistakes, job.known);
    tell(job.generation, [this, data] {
        m_busy = false;
        if (data)
            emit dataLoaded(*data);
        else
            emit dataFailed(data.error());
    });
    if (!data || (*data)->pictures || (*data)->featureCount() != 2 || job.generation != m_generation) return;
    auto maps = std::make_shared<MistakesMap>();
    maps->best = mapOf(m_services, store, (*mistakes)->runs.best, *data);
    maps->worst = mapOf(m_services, store, (*mistakes)->runs.worst, *data);
    tell(job.generation, [this, maps] { emit mapsLoaded(maps); });
}

} // namespace epochlab::ui
