#pragma once

#include "run/events.h"
#include "run/loop_state.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// What a list says of a run.
struct RunSummary {
    std::int64_t number = 0; ///< in the order the runs were made
    RunId id;
    std::string name;         ///< given by a person, or empty
    std::string state;        ///< a RunEnd's name, or "running", or "waiting" (in a queue)
    std::int64_t created = 0; ///< milliseconds since 1970, for display
    std::string dataName;
    std::string dataFingerprint;
    std::int64_t seed = 0;
    std::string version; ///< of EpochLab
    std::string engine;
    std::string device;
    int threads = 0;
    std::string instructionSet;
    std::int64_t parameterCount = 0;
    std::int64_t plannedEpochs = 0;
    std::int64_t epochs = 0; ///< whole ones done
    double seconds = 0.0;
    std::optional<BestEpoch> best;
    std::string errorCode; ///< empty where it did not fail
    std::string errorMessage;
    std::string tags; ///< words with a space between
    std::string note;
    bool deleted = false;         ///< until it is brought back
    std::int64_t checkpoints = 0; ///< so many are kept
    bool branch = false;          ///< of another run

    bool underWay() const { return state == "running" || state == "waiting"; }
    bool resumable() const { return state == "stopped" || state == "interrupted"; }
};

/// What a run has measured, as its events told it.
struct StoredCurves {
    std::int64_t stepsPerEpoch = 1;
    std::vector<std::string> layerNames;   ///< as SessionShape::layerNames; empty where none are known
    std::vector<std::string> featureNames; ///< of its data; empty of an imported run
    std::vector<std::string> classNames;   ///< the same
    std::vector<MetricBlock> metrics;
    std::vector<GradientRow> gradients; ///< in the order of layerNames
    std::vector<LearningRateEvent> learningRates;
    std::vector<NoteEvent> notes;
};

/// What RunRequest needs to go on with a run.
struct ResumableRun {
    RunId id;
    ParamSet config;
    std::shared_ptr<const RunCheckpoint> checkpoint; ///< null: the run ended before its first one and begins anew
    std::vector<RateChange> rateChanges;             ///< planned and made: what the checkpoint does not know of happens again
};

} // namespace epochlab::core
