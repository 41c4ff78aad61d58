#pragma once

#include "data/load_progress.h"
#include "run/events.h"
#include "run/rate_change.h"
#include "run/speed_memory.h"
#include "run/trainer.h"

#include <memory>

namespace epochlab::core {

/// What a run is asked to do. Immutable once started.
struct RunRequest {
    RunId id;
    ParamSet config;
    bool startPaused = false;         ///< stand before the first batch until resume() or stepOnce()
    bool keepEpochModels = false;     ///< send EpochModelEvents
    bool keepPredictions = false;     ///< hand out what the best epoch answers for each row
    std::int64_t hardestRows = 0;     ///< send HardestRowsEvents with so many rows of each kind; 0: none
    std::int64_t hardestPictures = 0; ///< likewise, but of pictures alone
    double checkpointSeconds = 0.0;   ///< send CheckpointEvents, so many seconds of training apart; 0: none
    std::vector<RateChange> rateChanges =
        {}; ///< made at exactly these steps, those of one step in this order; beside the pending ones of resumeFrom
    std::shared_ptr<const RunCheckpoint> resumeFrom = {}; ///< go on from there, bit for bit, null: from the start
    bool trainFurther = false;                            ///< resumeFrom may be of a run of another number of epochs, the finished one too
};

/// Parts a run needs from outside.
struct RunServices {
    DatasetLoader loadData;
    TrainerProvider findTrainer;
    std::shared_ptr<SpeedMemory> speed = {};          ///< taught by the runs; null: nothing is learned
    std::shared_ptr<const LoadProgress> loading = {}; ///< how far loadData has come with its newest data set; null: it does not say
};

/// One training on its own thread, from start to its one FinishedEvent. All members may be called from any thread and return at once
/// (wait() and the destructor excepted); requests take effect at the next batch boundary.
class LiveRun {
public:
    /// Starts at once. The observer outlives the run.
    LiveRun(RunRequest request, RunServices services, RunObserver& observer);
    /// Interrupts, waits, joins.
    ~LiveRun();
    LiveRun(const LiveRun&) = delete;
    LiveRun& operator=(const LiveRun&) = delete;

    const RunId& id() const;
    void pause();
    void resume();
    void stop();
    /// As stop(), for a process that ends: the run ends as Interrupted.
    void interrupt();
    /// Trains one batch, then stands paused.
    void stepOnce();
    /// Replaces the base learning rate of the schedule from the next batch on.
    void setLearningRate(double rate);
    /// Another schedule from the next batch on, counted from there (Schedule::change). rate: what it begins with; 0: the one that holds
    /// then.
    void setSchedule(const ScheduleShape& shape, double rate = 0.0);
    bool finished() const;
    void wait();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// With what a store wants of a run: checkpoints, the model of each epoch, and the best one's predictions.
RunRequest toBeKept(RunRequest request);
/// Between two checkpoints of a run that is kept: 30, or EPOCHLAB_CHECKPOINT_SECONDS.
double defaultCheckpointSeconds();

/// A new id: sortable by time, unique ("20261124-081530-4f2a").
RunId makeRunId();

} // namespace epochlab::core
