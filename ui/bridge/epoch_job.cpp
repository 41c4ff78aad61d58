#include "bridge/epoch_job.h"

#include "store/run_store.h"

#include <algorithm>

namespace epochlab::ui {
namespace {

/// The data that a stored model was trained on.
core::Result<core::DatasetPointer> datasetOf(const EpochJob& job) {
    core::Result<core::DatasetPointer> dataset = job.services.loadData(job.config);
    if (!dataset || !job.stored) return dataset;
    if ((*dataset)->featureNames != job.stored->featureNames || (*dataset)->classNames != job.stored->classNames)
        return core::Error{core::ErrorCode::ConfigConflict, "the data have other columns or classes than when the run was trained",
                           (*dataset)->source, "put the run's data back to see its map"};
    return dataset;
}

core::Error nothingKept(const EpochJob& job) {
    return {core::ErrorCode::RunNotFound, "nothing is kept of epoch " + std::to_string(job.epoch), job.run,
            "press Now, or train the run again"};
}

} // namespace

EpochLoader epochLoader(const std::string& storeDirectory) {
    if (storeDirectory.empty()) return {};
    return [store = std::make_shared<core::RunStore>(storeDirectory)](const core::RunId& run, std::int64_t epoch) {
        return store->loadEpochOf(run, epoch);
    };
}

std::int64_t newestEpoch(const RunRecord& record) {
    return std::max(record.latestWeights ? record.latestWeightsEpoch : 0, record.latestAnswers ? record.latestAnswersEpoch : 0);
}

EpochJob epochJobOf(const Controller& controller, const RunRecord& record, core::DatasetPointer dataset, std::optional<std::int64_t> epoch,
                    const EpochLoader& load) {
    EpochJob job{controller.services(), record.id, record.config, std::move(dataset), record.model};
    job.epoch = epoch.value_or(newestEpoch(record));
    const bool newest = job.epoch >= newestEpoch(record) && record.live();
    if (record.latestWeights && (newest || record.latestWeightsEpoch == job.epoch)) {
        job.weights = record.latestWeights;
        job.epoch = record.latestWeightsEpoch;
    }
    if (record.latestAnswers && (newest || record.latestAnswersEpoch == job.epoch) && job.dataset) {
        const core::TableRows& rows = job.dataset->rows(core::Split::Validation);
        job.answers = core::PredictedRows{record.latestAnswersEpoch, *record.latestAnswers, rows.labels, rows.names};
        job.epoch = record.latestAnswersEpoch;
    }
    if (!job.weights && !job.answers) job.load = load;
    return job;
}

core::Result<void> settle(EpochJob& job) {
    if (!job.weights && !job.answers) {
        if (!job.load) return nothingKept(job);
        core::Result<core::StoredEpoch> stored = job.load(job.run, job.epoch);
        if (!stored) return stored.error();
        job.weights = stored->weights;
        job.answers = std::move(stored->answers);
        job.epoch = stored->epoch;
    }
    if (job.dataset || (job.answers && !job.weights)) return {};
    core::Result<core::DatasetPointer> dataset = datasetOf(job);
    if (!dataset) return dataset.error();
    job.dataset = *std::move(dataset);
    return {};
}

core::Result<std::unique_ptr<core::Predictor>> predictorOf(const EpochJob& job) {
    if (!job.weights) return nothingKept(job);
    const auto trainer = job.services.findTrainer(job.config);
    if (!trainer) return trainer.error();
    return trainer.value()->predictor(core::makeModel(job.config, *job.dataset, job.weights));
}

} // namespace epochlab::ui
