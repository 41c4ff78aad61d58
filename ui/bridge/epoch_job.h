#pragma once

#include "bridge/controller.h"
#include "store/epoch_rows.h"

#include <functional>
#include <memory>
#include <optional>

namespace epochlab::ui {

/// What the store keeps of an epoch: of the last one up to `epoch`. Called on a view's own worker, one call at a time.
using EpochLoader = std::function<core::Result<core::StoredEpoch>(const core::RunId& run, std::int64_t epoch)>;

/// A loader of its own store, for one view.
EpochLoader epochLoader(const std::string& storeDirectory);

/// What a look at one epoch of a run needs. A plain value: it goes to a worker.
struct EpochJob {
    core::RunServices services;
    core::RunId run;
    core::ParamSet config;
    core::DatasetPointer dataset = {};              ///< null: it is loaded, and has to be the model's
    std::shared_ptr<const core::Model> stored = {}; ///< where there is no dataset: what its names have to be
    std::shared_ptr<const core::ModelWeights> weights = {};
    std::optional<core::PredictedRows> answers = {}; ///< for the validation rows, where they are kept
    std::int64_t epoch = 0;
    EpochLoader load = {}; ///< asked where there are neither weights nor answers
};

/// epoch: of the timeline; nothing: the newest. Without weights and answers and loader where nothing is known of it.
EpochJob epochJobOf(const Controller& controller, const RunRecord& record, core::DatasetPointer dataset, std::optional<std::int64_t> epoch,
                    const EpochLoader& load);

/// The newest epoch of which the record holds a model or answers; 0: none.
std::int64_t newestEpoch(const RunRecord& record);

// On the worker:

/// Weights or answers, and the data, are there from then on; `epoch` is theirs.
core::Result<void> settle(EpochJob& job);
/// Its predictor. Precondition: settled, with weights.
core::Result<std::unique_ptr<core::Predictor>> predictorOf(const EpochJob& job);

} // namespace epochlab::ui
