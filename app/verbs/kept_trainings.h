#pragma once

#include "params/param_set.h"
#include "store/run_store.h"
#include "verbs/recipe_printer.h"

#include <map>
#include <optional>
#include <string>

namespace epochlab::app {

/// What a store knows of the trainings of one configuration.
struct KeptTraining {
    bool underWay = false;                ///< another process trains it, or has it in its queue
    bool ended = false;                   ///< finished or diverged: training it again would give the same
    bool failed = false;                  ///< failed or diverged, and never finished
    std::optional<core::RunId> resumable; ///< the newest that was stopped or interrupted
};

/// By core::trainingKey. Runs that cannot be read are left out.
core::Result<std::map<std::string, KeptTraining>> keptTrainings(core::RunStore& store);

/// Leaves out of the rows what need not be trained or is trained elsewhere, counted as skipped, and takes up what was interrupted.
core::Result<void> keepMissing(RecipeTask& task, core::RunStore& store, bool onlyFailed);

} // namespace epochlab::app
