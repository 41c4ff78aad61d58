#pragma once

#include "base/result.h"
#include "run/events.h"
#include "run/rate_change.h"

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace epochlab::core {

/// What the loop itself remembers between two batches.
struct LoopState {
    std::int64_t epoch = 0; ///< whole epochs done
    std::int64_t step = 0;
    double baseRate = 0.0; ///< of the schedule; moved by changes
    double lossSum = 0.0;  ///< of the epoch in progress: loss × rows
    std::int64_t correct = 0;
    std::int64_t rows = 0;
    std::optional<BestEpoch> best;
    std::shared_ptr<const ModelWeights> bestWeights;
    double lowestValidationLoss = std::numeric_limits<double>::infinity();
    std::int64_t epochsWithoutGain = 0;
    double seconds = 0.0;
    std::vector<RateChange> plannedRates;    ///< not reached yet, ascending by step
    std::optional<ChangedSchedule> schedule; ///< nothing: that of the configuration
    std::vector<double> updateRatios;        ///< GradientRow's, between an epoch's last batch and its evaluation
};

/// All that a run needs to go on bit for bit: the loop's memory and the session's.
struct RunCheckpoint {
    std::string config; ///< the run file of its request
    LoopState loop;
    std::vector<std::byte> session; ///< of TrainingSession::saveState
};

/// One block of bytes, in this machine's byte order.
std::vector<std::byte> writeCheckpoint(const RunCheckpoint& checkpoint);
/// UntrustedFile where the bytes are not such a block.
Result<RunCheckpoint> readCheckpoint(std::span<const std::byte> bytes);

/// ConfigConflict naming the fields that differ from those of the checkpoint; `otherEpochs`: their number may.
Result<void> checkSameConfig(const RunCheckpoint& checkpoint, const ParamSet& config, bool otherEpochs = false);
/// What it takes to go on from a checkpoint for so many epochs more than it has done: RunRequest::trainFurther. ConfigRange.
Result<ParamSet> configToTrainFurther(const RunCheckpoint& checkpoint, std::int64_t epochs);

} // namespace epochlab::core
