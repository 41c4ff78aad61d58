#pragma once

#include "data/load.h"
#include "run/epoch_events.h"
#include "run/hardest_rows.h"
#include "run/preparation_event.h"
#include "run/rate_change.h"
#include "run/trainer.h"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace epochlab::core {

using RunId = std::string;
struct RunCheckpoint;  // run/loop_state.h
struct RunPredictions; // run/predictions.h

/// The ends a run can have. Stopped: a person asked. Interrupted: the process ends (a signal, the window closed). Both can be resumed.
enum class RunEnd { Finished, Stopped, Interrupted, Diverged, Failed };
std::string_view runEndName(RunEnd end); ///< "finished", "stopped", …

enum class RunPhase { Waiting, Loading, Preparing, Training, Evaluating, Paused };

struct StartedEvent {
    ParamSet config;
    std::shared_ptr<const DataCard> data; ///< makeDataSummary(): its leak is not counted
    DatasetPointer dataset;
    SessionShape shape;
    std::int64_t epochs = 0;
    std::int64_t resumedFrom = 0;                 ///< steps done before; 0: a run from the start
    std::vector<RateChange> plannedRates = {};    ///< as asked for; a checkpoint holds those that are pending
    double baseRate = 0.0;                        ///< the schedule's rate that the run starts or goes on with
    std::optional<ChangedSchedule> schedule = {}; ///< that it goes on with, where it is not the configuration's
};

/// Values of one series, without a gap. Series: "batch_loss" (a value a step), and once an epoch "training_loss",
/// "validation_loss", "test_loss", "…_accuracy", "learning_rate", "seconds" (since the start; the only series that two equal runs differ
/// in). An epoch's values carry the step at the epoch's end. "…_loss" of an evaluation is the mean plain cross-entropy: no label
/// smoothing, no class weights, no penalty; "batch_loss" is the loss as minimised, smoothing and class weights included, and
/// "training_loss" is its mean where `training-metrics` is running.
struct MetricBlock {
    std::string series;
    std::int64_t epoch = 0;     ///< from 1; of the first value
    std::int64_t firstStep = 0; ///< from 1
    std::vector<double> values;
};

/// ‖g‖² by layer, averaged over the batches of the epoch, and how much its last batch changed each layer.
struct GradientRow {
    std::int64_t epoch = 0;
    std::vector<double> squaredNorms;
    std::vector<std::string> layerNames;   ///< as SessionShape::layerNames
    std::vector<double> updateRatios = {}; ///< ‖w after − w before‖ / ‖w before‖ of the last batch; empty: not known
};

/// The run as it stands between two batches: every so often (RunRequest::checkpointSeconds), soon after a new learning rate, and at a
/// pause. Metrics up to its step have been sent before it.
struct CheckpointEvent {
    std::shared_ptr<const RunCheckpoint> checkpoint;
    std::shared_ptr<const RunCheckpoint> best = {}; ///< at the end of the best epoch so far, where it is new and the model is not big
};

struct ProgressEvent {
    std::int64_t step = 0;
    std::int64_t totalSteps = 0;
    std::int64_t epoch = 0;
    double samplesPerSecond = 0.0; ///< of training, over the last second or so
    double remainingSeconds = 0.0; ///< ETA, evaluations included
    double secondsPerStep = 0.0;   ///< mean since training began here, evaluations included, pauses not
    double seconds = 0.0;          ///< since the start, pauses excluded
};

struct PhaseEvent {
    RunPhase phase = RunPhase::Loading;
};

struct LearningRateEvent {
    struct OtherSchedule {
        ScheduleShape before;
        ScheduleShape after;
    };
    std::int64_t step = 0; ///< the first step trained with it
    double before = 0.0;   ///< the base rate; the rate that held at that step, where the schedule is another one from there on
    double after = 0.0;    ///< the base rate
    std::optional<OtherSchedule> schedule = {};
};

struct NoteEvent {
    bool warning = false;
    std::string code; ///< "batch-merged", "early-stopping", …
    std::string message;
};

/// Metrics of the best epoch (highest validation accuracy, then lowest validation loss, then earliest; by training
/// accuracy where there is no validation split). NaN where a split is empty.
struct BestEpoch {
    std::int64_t epoch = 0;
    double validationAccuracy = 0.0;
    double validationLoss = 0.0;
    double trainingAccuracy = 0.0;
    double testAccuracy = 0.0;
};

/// The order that the comment above names, of two epochs of one run.
bool isBetter(const BestEpoch& candidate, const BestEpoch& best);

/// Always the last event of a run, exactly once.
struct FinishedEvent {
    RunEnd end = RunEnd::Finished;
    std::int64_t epochs = 0; ///< whole epochs done
    std::optional<BestEpoch> best;
    std::shared_ptr<const ModelWeights> bestWeights;        ///< null where no epoch ended
    std::shared_ptr<const RunPredictions> predictions = {}; ///< of bestWeights; null where not asked for, or interrupted
    double seconds = 0.0;
    std::int64_t mostMemory = 0; ///< bytes that the process has held at most, with all that ran in it; 0: not known
    std::optional<Error> error;  ///< Diverged and Failed
    std::optional<Divergence> divergence;
    /// What RunRequest::resumeFrom takes: Stopped and Interrupted, once training began, and Finished where the model is not big.
    std::shared_ptr<const RunCheckpoint> checkpoint;
    std::shared_ptr<const RunCheckpoint> bestCheckpoint; ///< as CheckpointEvent::best
    /// Stopped or Interrupted while it was prepared: what would have begun, of a shape not known, so that it can be begun anew.
    std::shared_ptr<const StartedEvent> unstarted = {};

    bool resumable() const { return (checkpoint || unstarted) && (end == RunEnd::Stopped || end == RunEnd::Interrupted); }
};

using EventPayload = std::variant<PhaseEvent, PreparationEvent, StartedEvent, MetricBlock, GradientRow, HardestRowsEvent, EpochModelEvent,
                                  EpochAnswersEvent, CheckpointEvent, ProgressEvent, LearningRateEvent, NoteEvent, FinishedEvent>;

struct Event {
    RunId run;
    EventPayload payload;
};

/// Takes a run's events on that run's thread, in order. Must return at once; must be thread-safe where several runs share it.
class RunObserver {
public:
    virtual ~RunObserver() = default;
    virtual void onEvent(Event event) = 0;
};

} // namespace epochlab::core
