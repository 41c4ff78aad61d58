#pragma once

#include "base/result.h"
#include "run/loop_state.h"

#include <string>

namespace epochlab::core {

/// Why a field cannot change in a run that goes on from a checkpoint, as the end of "…, because"; empty: it can. What can: the learning
/// rate, its schedule and warm-up, epochs, early stopping, penalties, clipping, smoothing, dropout, the optimiser's constants, and what
/// computes the steps.
std::string branchObstacle(const ParamSpec& field);

/// A checkpoint of a run that a branch can begin with.
struct KeptCheckpoint {
    std::int64_t step = 0;
    std::int64_t epoch = 0; ///< whole ones done
    bool best = false;      ///< of the best epoch's end
    bool last = false;      ///< the newest
};

/// Whether a branch that begins after so many whole epochs can have the settings `after`. ConfigConflict naming a field that cannot
/// change; ConfigRange where no epoch is left.
Result<void> checkBranch(const ParamSet& before, const ParamSet& after, std::int64_t epoch);

/// A kept checkpoint as the beginning of another run: `before` are the settings that the run of the checkpoint went on with, `after` those
/// of the new one. With equal settings the new run is the other's continuation, bit for bit. A new learning rate holds from the next step
/// on, and changes that were pending are dropped; a new schedule is counted from the start, as if it had always been the run's. What
/// checkBranch() says.
Result<RunCheckpoint> branchedCheckpoint(RunCheckpoint checkpoint, const ParamSet& before, const ParamSet& after);

} // namespace epochlab::core
