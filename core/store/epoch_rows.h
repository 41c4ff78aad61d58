#pragma once

#include "store/prediction_rows.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace epochlab::core {

/// What the store keeps of a run at the end of one epoch, for its timeline. At least one of the two is there.
struct StoredEpoch {
    std::int64_t epoch = 0;
    std::shared_ptr<const ModelWeights> weights = {}; ///< null: the model is too large to be kept for each epoch
    std::optional<PredictedRows> answers = {};        ///< for the validation rows; nothing where the weights say them
};

// What writes belongs inside a WriteTransaction.
Result<void> insertEpochModel(Connection& connection, std::int64_t run, const EpochModelEvent& model);
Result<void> insertEpochAnswers(Connection& connection, std::int64_t run, const EpochAnswersEvent& answers);

/// Of the last epoch up to `epoch` of which anything is kept; nothing where there is none. IoRead where a row is damaged.
Result<std::optional<StoredEpoch>> loadEpoch(Connection& connection, std::int64_t run, std::int64_t epoch);

} // namespace epochlab::core
