#include "gallery/mistakes_loader.h"

#include "map/compute_map.h"

#include <utility>

namespace epochlab::ui {
namespace {

core::Result<MistakesPointer> loadMistakes(core::RunStore& store, const core::GalleryRuns& runs, core::Split split) {
    core::Result<core::PredictionPair> pair = core::loadPredictionPair(store, runs.best, runs.worst, split);
    if (!pair) return pair.error();
    core::Result<core::ParamSet> best = store.loadConfigOf(runs.best.id);
    if (!best) return best.error();
    core::Result<core::ParamSet> worst = store.loadConfigOf(runs.worst.id);
    if (!worst) return worst.error();
    return MistakesPointer(std::make_shared<const Mistakes>(Mistakes{runs, *std::move(pair), *std::move(best), *std::move(worst)}));
}

/// A run that is trained further, or again, is another one.
bool isSame(const core::RunSummary& left, const core::RunSummary& right) {
    return left.id == right.id && left.state == right.state && left.epochs == right.epochs && left.seconds == right.seconds;
}

bool isSame(const Mistakes& shown, const core::GalleryRuns& runs, core::Split split) {
    return isSame(shown.runs.best, runs.best) && isSame(shown.runs.worst, runs.worst) && shown.runs.passedOver == runs.passedOver &&
           shown.pair.split() == split;
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
        computeMap({{.services = services, .run = run.id, .config = model->config, .dataset = data, .weights = model->weights}});
    return map ? std::move(map->frame) : MapFrame{};
}

} // namespace

struct MistakesLoader::Job {
    std::int64_t number;
    std::int64_t generation;
    MistakesQuestion question;
    core::DatasetPointer known;
};

MistakesLoader::MistakesLoader(std::string directory, core::RunServices services, QObject* parent)
    : QObject(parent), m_directory(std::move(directory)), m_services(std::move(services)) {}

void MistakesLoader::ask(const MistakesQuestion& question, core::DatasetPointer known) {
    if (!question.asksAgain(m_question)) ++m_generation;
    m_question = question;
    const auto job = std::make_shared<const Job>(Job{++m_asked, m_generation, question, std::move(known)});
    m_worker.submit([this, job] { work(*job); });
}

bool MistakesLoader::isStale(const Job& job) const { return job.generation != m_generation; }

void MistakesLoader::forget() { ++m_generation; }

/// What an older question came to is not told.
template <typename Tell> void MistakesLoader::tell(const Job& job, Tell tell) {
    QMetaObject::invokeMethod(this, [this, generation = job.generation, tell = std::move(tell)] {
        if (generation == m_generation) tell();
    });
}

void MistakesLoader::work(const Job& job) {
    core::RunStore store(m_directory);
    answer(job, store);
    QMetaObject::invokeMethod(this, [this, number = job.number] { m_answered = number; });
    const MistakesPointer mistakes = m_last;
    if (!mistakes || m_mapped == mistakes || isStale(job)) return;
    m_mapped = mistakes;
    const core::DatasetPointer& data = m_lastData;
    if (!data || data->pictures || data->featureCount() != 2) return;
    auto maps = std::make_shared<MistakesMap>();
    maps->best = mapOf(m_services, store, mistakes->runs.best, data);
    maps->worst = mapOf(m_services, store, mistakes->runs.worst, data);
    tell(job, [this, maps] { emit mapsLoaded(maps); });
}

/// The two runs, then their data, unless that was the last answer.
void MistakesLoader::answer(const Job& job, core::RunStore& store) {
    const auto fail = [&](const core::Error& error) {
        m_last.reset();
        tell(job, [this, error] { emit failed(error); });
    };
    if (std::exchange(m_lastGeneration, job.generation) != job.generation) m_last.reset();
    const core::Result<core::GalleryRuns> runs =
        core::chooseGalleryRuns(store, job.question.candidates(), job.question.best, job.question.worst, false);
    if (!runs) return fail(runs.error());
    const core::Result<core::Split> split = core::gallerySplit(store, runs->best, job.question.split);
    if (!split) return fail(split.error());
    if (m_last && isSame(*m_last, *runs, *split)) return;
    const core::Result<MistakesPointer> mistakes = loadMistakes(store, *runs, *split);
    if (!mistakes) return fail(mistakes.error());
    m_last = *mistakes;
    m_lastData.reset();
    tell(job, [this, mistakes] { emit loaded(*mistakes); });
    if (isStale(job)) return;
    const core::Result<core::DatasetPointer> data = loadData(m_services, **mistakes, job.known);
    if (data) m_lastData = *data;
    tell(job, [this, data] {
        if (data)
            emit dataLoaded(*data);
        else
            emit dataFailed(data.error());
    });
}

} // namespace epochlab::ui
