#pragma once

#include "nets/frozen_networks.h"
#include "run/trainer.h"

#include <functional>
#include <memory>

namespace epochlab::core {

/// Where the libraries are opened that trees need, each at its first use. The errors are EngineMissing.
struct TreeLibraries {
    std::function<Result<std::shared_ptr<Trainer>>()> xgboost;         ///< grows trees on tables and pixels
    std::function<Result<std::shared_ptr<FrozenNetworks>>()> networks; ///< makes features of pictures
};

/// Boosted trees on what their configuration says: the columns of a table, the pixels of pictures, or the features that a frozen network
/// makes of pictures. XGBoost is opened when trees are to be grown, and answering with trees does without it.
std::shared_ptr<Trainer> makeTreeTrainer(TreeLibraries libraries);

} // namespace epochlab::core
