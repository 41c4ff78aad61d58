#pragma once

#include "run/core_budget.h"
#include "run/live_run.h"
#include "run/layer_updates.h"
#include "run/loop_state.h"
#include "run/run_control.h"
#include "run/schedule.h"

#include <array>
#include <functional>
#include <span>

namespace epochlab::core {

/// Seconds on a clock that only goes forward; tests bring their own.
using LoopClock = std::function<double()>;
LoopClock steadyClock();

/// Time since its making, pauses left out.
class Stopwatch {
public:
    explicit Stopwatch(LoopClock clock) : m_clock(std::move(clock)), m_since(m_clock()) {}
    double seconds() const { return m_before + (m_running ? m_clock() - m_since : 0.0); }
    void pause();
    void resume();
    void startAt(double seconds); ///< runs on from there

private:
    LoopClock m_clock;
    double m_since;
    double m_before = 0.0;
    bool m_running = true;
};

/// Bytes of a model's parameters above which its epochs are not kept for a timeline.
inline constexpr std::int64_t largestKeptModel = 1 << 20;

/// What a loop works with; all of it outlives the loop.
struct LoopParts {
    const RunRequest& request;
    TrainingSession& session;
    RunControl& control;
    RunObserver& observer;
    CoreBudget& budget;
    CoreBudget::Lease& lease; ///< held while batches are trained, given back while paused
    Stopwatch& watch;
    DatasetPointer dataset = {}; ///< the session's; null: no HardestRowsEvent
};

/// The one training loop, for every trainer: control between stretches of batches, schedule, metric blocks, evaluation at epoch ends,
/// best epoch, early stopping, divergence. Runs on the run's own thread.
class RunLoop {
public:
    explicit RunLoop(LoopParts parts);

    /// Before run(): go on from a checkpoint of the same request.
    Result<void> restore(const RunCheckpoint& checkpoint);
    /// Of a run that is trained further: from where to where, and what that does to its schedule. One sentence.
    std::string extensionInWords() const;
    const LoopState& state() const { return m_state; }
    /// At a batch boundary only.
    RunCheckpoint checkpoint() const;

    /// Trains to an end and sends everything but the FinishedEvent, which it returns.
    FinishedEvent run();
    /// What is known so far, as an end; also after run() threw.
    FinishedEvent finish(RunEnd end, std::optional<Error> error = std::nullopt);

private:
    enum class Control { Go, SingleStep, Stop };

    Control obeyOrders();
    bool takeCores();
    void changeRate(RateChange change);
    void changeRateAsPlanned();
    std::optional<FinishedEvent> trainStretch(bool singleStep);
    std::vector<double> ratesOfStretch(bool singleStep) const;
    void keepParameters(std::size_t steps);
    void measureUpdates();
    void adaptStretch(std::size_t steps, double seconds);
    void record(std::span<const StepResult> steps);
    FinishedEvent diverged(const Divergence& divergence, double loss);
    bool epochIsTrained() const { return m_state.step == (m_state.epoch + 1) * m_schedule.stepsPerEpoch; }
    std::optional<FinishedEvent> endEpoch();
    Result<Evaluation> evaluated(Split split);
    void sendEpochMetrics(const std::array<Evaluation, 3>& evaluations);
    void sendHardestRows();
    void sendAnswers();
    void sendMetric(std::string series, double value);
    bool keepBest(const std::array<Evaluation, 3>& evaluations);
    void keepBestCheckpoint();
    void keepBestPredictions(const std::array<Evaluation, 3>& evaluations);
    void keepModel();
    const std::shared_ptr<const ModelWeights>& epochWeights();
    std::optional<FinishedEvent> lossesNotFinite(const std::array<Evaluation, 3>& evaluations);
    bool stopsEarly(const Evaluation& validation);
    void flushLosses();
    void sendCheckpoint();
    void sendCheckpointIfDue();
    void sendProgress();
    void send(EventPayload payload);

    LoopParts m_parts;
    Schedule m_schedule;
    LoopState m_state;
    std::int64_t m_epochs = 0;
    std::int64_t m_patience = 0;
    bool m_runningMetrics = false;
    std::size_t m_hardestRows = 0; ///< 0: nobody wants to know
    bool m_sendsAnswers = false;
    int m_threads = 1;
    std::size_t m_stretch = 1; ///< batches of the next stretch
    MetricBlock m_losses;      ///< not sent yet
    bool m_measuresUpdates = false;
    LayerUpdates m_updates; ///< of the epoch's last batch; nothing is kept before any other
    double m_lossesSince = 0.0;
    double m_lastProgress = -1.0;
    double m_checkpointDue = 0.0;                          ///< by the watch
    std::int64_t m_checkpointStep = 0;                     ///< of the last one
    std::shared_ptr<const RunCheckpoint> m_bestCheckpoint; ///< not sent yet
    double m_speedSince = 0.0;                             ///< samples per second are measured from here …
    std::int64_t m_speedRows = 0;                          ///< … over these rows
    double m_samplesPerSecond = 0.0;
    double m_startSeconds = 0.0;
    std::int64_t m_startStep = 0;
    double m_lastRate = 0.0;
    double m_evaluationSeconds = 0.0;                        ///< of the last epoch's end
    std::shared_ptr<const RunPredictions> m_bestPredictions; ///< where the session keeps its answers, and not before a resume
    std::shared_ptr<const ModelWeights> m_epochWeights;      ///< of the epoch that ends, made at most once
};

} // namespace epochlab::core
