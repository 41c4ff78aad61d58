#include "run/loop.h"

#include "params/model_fields.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

namespace epochlab::core {
namespace {

constexpr double stretchSeconds = 0.02;
constexpr std::size_t longestStretch = 1 << 16;
constexpr double flushSeconds = 0.1 - stretchSeconds; ///< with the stretch that follows, a loss is sent within 0.1 s
constexpr double progressSeconds = 0.1;
constexpr double speedSeconds = 1.0;
/// Bytes of a model's parameters above which a finished run keeps no checkpoint, and cannot be trained further: it takes five times their
/// room on the disk, and for this many a tenth of a second. Nor is the best epoch's end kept of such a model.
constexpr std::int64_t largestExtendable = 4 << 20;
constexpr double rateKeptSeconds = 1.0; ///< a new learning rate or schedule is in a checkpoint after so long

} // namespace

LoopClock steadyClock() {
    return [] { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); };
}

void Stopwatch::pause() {
    m_before = seconds();
    m_running = false;
}

void Stopwatch::resume() {
    m_since = m_clock();
    m_running = true;
}

void Stopwatch::startAt(double seconds) {
    m_before = seconds;
    resume();
}

RunLoop::RunLoop(LoopParts parts) : m_parts(parts), m_schedule(makeSchedule(parts.request.config, parts.session.shape().stepsPerEpoch)) {
    const ParamSet& config = parts.request.config;
    m_epochs = trainingLength(config);
    m_patience = config.integer("early-stopping");
    m_runningMetrics = config.isVisible("training-metrics") && config.text("training-metrics") == "running";
    m_threads = parts.session.shape().threads;
    m_measuresUpdates = !parts.session.layerParameters().empty();
    m_state.baseRate = m_schedule.baseRate;
    m_state.plannedRates = parts.request.rateChanges;
    std::ranges::stable_sort(m_state.plannedRates, {}, &RateChange::step);
    m_losses.series = "batch_loss";
    parts.session.heedStop(parts.control.stopToken());
    if (!parts.dataset) return;
    const RunRequest& request = parts.request;
    m_hardestRows =
        static_cast<std::size_t>(parts.dataset->pictures ? std::max(request.hardestRows, request.hardestPictures) : request.hardestRows);
    m_sendsAnswers = request.keepEpochModels && (parts.dataset->pictures || parts.session.shape().parameterCount * 4 > largestKeptModel);
    if (m_hardestRows > 0 || m_sendsAnswers) parts.session.keepAnswers(Split::Validation);
}

Result<void> RunLoop::restore(const RunCheckpoint& checkpoint) {
    if (auto same = checkSameConfig(checkpoint, m_parts.request.config, m_parts.request.trainFurther); !same) return same;
    if (m_parts.request.trainFurther && checkpoint.loop.epoch >= m_epochs)
        return Error{ErrorCode::ConfigConflict, "the run has trained " + std::to_string(checkpoint.loop.epoch) + " epochs already",
                     lengthField(m_parts.request.config), "ask for more"};
    if (auto loaded = m_parts.session.loadState(checkpoint.session); !loaded) return loaded;
    const std::int64_t epochStart = checkpoint.loop.epoch * m_schedule.stepsPerEpoch;
    const std::int64_t step = checkpoint.loop.step;
    if (step != m_parts.session.step() || step < epochStart || step > epochStart + m_schedule.stepsPerEpoch)
        return Error{ErrorCode::UntrustedFile, "the checkpoint's parts do not belong together", "", "use an earlier checkpoint"};
    std::vector<RateChange> planned = std::move(m_state.plannedRates);
    m_state = checkpoint.loop;
    std::erase_if(planned, [this](const RateChange& change) {
        return change.step <= m_state.step || std::ranges::find(m_state.plannedRates, change) != m_state.plannedRates.end();
    });
    m_state.plannedRates.insert(m_state.plannedRates.end(), planned.begin(), planned.end());
    std::ranges::stable_sort(m_state.plannedRates, {}, &RateChange::step);
    if (m_state.schedule) m_schedule.change(*m_state.schedule);
    m_schedule.baseRate = m_state.baseRate;
    // Patience that has run out begins anew: whoever trains further wants more than one epoch.
    if (m_parts.request.trainFurther && m_patience > 0 && m_state.epochsWithoutGain >= m_patience) m_state.epochsWithoutGain = 0;
    m_parts.watch.startAt(m_state.seconds);
    return {};
}

RunCheckpoint RunLoop::checkpoint() const {
    RunCheckpoint checkpoint{writeRunFile(m_parts.request.config, false), m_state, m_parts.session.saveState()};
    checkpoint.loop.seconds = m_parts.watch.seconds();
    return checkpoint;
}

std::string RunLoop::extensionInWords() const {
    std::string text = "trained further from epoch " + std::to_string(m_state.epoch) + " to " + std::to_string(m_epochs);
    if (m_schedule.kind != Schedule::Kind::Cosine) return text;
    return text + "; the cosine schedule is that of " + std::to_string(m_epochs) + " epochs from here on, and goes on at " +
           valueText(m_schedule.rateAt(m_state.step));
}

FinishedEvent RunLoop::run() {
    m_startSeconds = m_speedSince = m_parts.watch.seconds();
    m_startStep = m_checkpointStep = m_state.step;
    m_checkpointDue = m_startSeconds + m_parts.request.checkpointSeconds;
    if (!m_parts.request.resumeFrom && !m_state.plannedRates.empty()) { // the plan stands in no configuration
        m_checkpointStep = -1;
        m_checkpointDue = m_startSeconds;
    }
    send(PhaseEvent{RunPhase::Training});
    if (m_state.epoch < m_epochs && epochIsTrained()) { // it was stopped while the splits were evaluated
        m_lastRate = m_schedule.rateAt(m_state.step - 1);
        if (auto end = endEpoch()) return std::move(*end);
    }
    while (m_state.epoch < m_epochs) {
        const Control control = obeyOrders();
        if (control == Control::Stop) return finish(m_parts.control.endOfStop());
        sendCheckpointIfDue();
        if (auto end = trainStretch(control == Control::SingleStep)) return std::move(*end);
    }
    return finish(RunEnd::Finished);
}

RunLoop::Control RunLoop::obeyOrders() {
    bool paused = false;
    changeRateAsPlanned(); // before what a person asks at this step: the newest word counts
    while (true) {
        const RunControl::Orders orders = m_parts.control.take();
        if (orders.stop) return Control::Stop;
        for (const RateChange& change : orders.changes) changeRate(change);
        if (!orders.paused) {
            if (paused) m_parts.watch.resume();
            if (!takeCores()) return Control::Stop;
            if (paused) send(PhaseEvent{RunPhase::Training});
            return orders.singleStep ? Control::SingleStep : Control::Go;
        }
        if (!std::exchange(paused, true)) {
            sendCheckpoint();
            sendProgress();
            m_parts.watch.pause();
            m_parts.lease.release();
            send(PhaseEvent{RunPhase::Paused});
        }
        m_parts.control.waitForOrder();
    }
}

bool RunLoop::takeCores() {
    if (m_parts.lease.held()) return true;
    m_parts.lease = m_parts.budget.tryTake(m_threads);
    if (m_parts.lease.held()) return true;
    m_parts.watch.pause();
    send(PhaseEvent{RunPhase::Waiting});
    m_parts.lease = m_parts.budget.take(m_threads, m_parts.control.stopToken());
    m_parts.watch.resume();
    return m_parts.lease.held();
}

/// From the next step on, whatever the change's own step is.
void RunLoop::changeRate(RateChange change) {
    change.step = m_state.step + 1;
    const Schedule before = std::exchange(m_schedule, changedSchedule(m_schedule, change));
    if (before == m_schedule) return;
    LearningRateEvent event{change.step, before.baseRate, m_schedule.baseRate};
    m_state.baseRate = m_schedule.baseRate;
    if (change.schedule) {
        event.before = before.heldAt(m_state.step);
        event.schedule = {before.shape(), *change.schedule};
        m_state.schedule = {*change.schedule, m_state.step};
    }
    flushLosses();
    send(event);
    m_checkpointDue = std::min(m_checkpointDue, m_parts.watch.seconds() + rateKeptSeconds);
}

void RunLoop::changeRateAsPlanned() {
    std::vector<RateChange>& planned = m_state.plannedRates;
    while (!planned.empty() && planned.front().step <= m_state.step + 1) {
        changeRate(planned.front());
        planned.erase(planned.begin());
    }
}

std::vector<double> RunLoop::ratesOfStretch(bool singleStep) const {
    auto end = (m_state.epoch + 1) * m_schedule.stepsPerEpoch;
    if (!m_state.plannedRates.empty()) end = std::min(end, m_state.plannedRates.front().step - 1);
    const bool reachesLast = end == (m_state.epoch + 1) * m_schedule.stepsPerEpoch;
    if (m_measuresUpdates && reachesLast) --end; // the last batch of an epoch is a stretch of its own
    const auto left = static_cast<std::size_t>(std::max<std::int64_t>(1, end - m_state.step));
    std::vector<double> rates(singleStep ? 1 : std::min(m_stretch, left));
    for (std::size_t i = 0; i < rates.size(); ++i) rates[i] = m_schedule.rateAt(m_state.step + static_cast<std::int64_t>(i));
    return rates;
}

void RunLoop::adaptStretch(std::size_t steps, double seconds) {
    const double wanted = seconds > 0.0 ? static_cast<double>(steps) * stretchSeconds / seconds : static_cast<double>(longestStretch);
    const double bound = static_cast<double>(std::min(m_stretch * 2, longestStretch));
    m_stretch = static_cast<std::size_t>(std::clamp(wanted, 1.0, bound));
}

std::optional<FinishedEvent> RunLoop::trainStretch(bool singleStep) {
    const std::vector<double> rates = ratesOfStretch(singleStep);
    keepParameters(rates.size());
    const double before = m_parts.watch.seconds();
    const Result<AdvanceReport> report = m_parts.session.advance(rates);
    if (!report) return finish(RunEnd::Failed, report.error());
    const std::vector<StepResult>& steps = report.value().steps;
    if (!singleStep) adaptStretch(rates.size(), m_parts.watch.seconds() - before);
    if (m_losses.values.empty()) m_lossesSince = before;
    record(steps);
    if (const auto& divergence = report.value().divergence) return diverged(*divergence, steps.empty() ? NAN : steps.back().loss);
    if (steps.size() != rates.size() && !m_parts.control.stopRequested())
        return finish(RunEnd::Failed, Error{ErrorCode::Internal, "the trainer did fewer batches than asked", "", "report this fault"});
    if (steps.empty()) return std::nullopt;
    m_lastRate = rates[steps.size() - 1];
    if (epochIsTrained()) measureUpdates();
    if (!epochIsTrained()) {
        if (m_parts.watch.seconds() - m_lossesSince >= flushSeconds) flushLosses();
    } else if (auto end = endEpoch()) {
        return end;
    }
    if (m_parts.watch.seconds() - m_lastProgress >= progressSeconds || m_lastProgress < 0.0 || m_state.epoch == m_epochs) sendProgress();
    return std::nullopt;
}

/// Of the layers, before the batch that ends an epoch.
void RunLoop::keepParameters(std::size_t steps) {
    m_updates.forget();
    const std::int64_t last = (m_state.epoch + 1) * m_schedule.stepsPerEpoch - 1;
    if (m_measuresUpdates && steps == 1 && m_state.step == last) m_updates.keep(m_parts.session.layerParameters());
}

void RunLoop::measureUpdates() {
    m_state.updateRatios.clear();
    if (m_updates.kept()) m_state.updateRatios = m_updates.measure(m_parts.session.layerParameters());
}

void RunLoop::record(std::span<const StepResult> steps) {
    if (m_losses.values.empty()) {
        m_losses.epoch = m_state.epoch + 1;
        m_losses.firstStep = m_state.step + 1;
    }
    for (const StepResult& step : steps) {
        m_losses.values.push_back(step.loss);
        m_state.lossSum += step.loss * static_cast<double>(step.rows);
        m_state.correct += step.correct;
        m_state.rows += step.rows;
        m_speedRows += step.rows;
    }
    m_state.step += static_cast<std::int64_t>(steps.size());
}

FinishedEvent RunLoop::diverged(const Divergence& divergence, double loss) {
    const char* value = "NaN or infinite";
    if (divergence.quantity == "loss") value = std::isnan(loss) ? "NaN" : "Inf";
    Error error{ErrorCode::Diverged,
                "the " + divergence.quantity + " became " + value + " at step " + std::to_string(divergence.step) + " in " +
                    layerInWords(divergence.layerName),
                "", "try a learning rate ten times smaller, or gradient clipping"};
    FinishedEvent finished = finish(RunEnd::Diverged, std::move(error));
    finished.divergence = divergence;
    return finished;
}

FinishedEvent RunLoop::finish(RunEnd end, std::optional<Error> error) {
    flushLosses();
    if (end == RunEnd::Finished && !m_state.plannedRates.empty())
        send(NoteEvent{true, "rate-change-not-reached",
                       "the run ended before step " + std::to_string(m_state.plannedRates.front().step) + ", from which on the " +
                           (m_state.plannedRates.front().schedule ? "schedule" : "learning rate") + " was to change"});
    FinishedEvent finished;
    finished.end = end;
    finished.epochs = m_state.epoch;
    finished.best = m_state.best;
    finished.bestWeights = m_state.bestWeights;
    if (end != RunEnd::Interrupted) finished.predictions = m_bestPredictions;
    finished.seconds = m_parts.watch.seconds();
    finished.error = std::move(error);
    const bool resumable = end == RunEnd::Stopped || end == RunEnd::Interrupted;
    const bool extendable = end == RunEnd::Finished && m_parts.session.shape().parameterCount * 4 <= largestExtendable;
    finished.bestCheckpoint = std::move(m_bestCheckpoint);
    if (resumable || extendable) finished.checkpoint = std::make_shared<const RunCheckpoint>(checkpoint());
    return finished;
}

/// In memory until the next checkpoint is due: epochs may be short.
void RunLoop::keepBestCheckpoint() {
    if (m_parts.request.checkpointSeconds <= 0.0 || m_parts.session.shape().parameterCount * 4 > largestExtendable) return;
    m_bestCheckpoint = std::make_shared<const RunCheckpoint>(checkpoint());
}

void RunLoop::flushLosses() {
    if (m_losses.values.empty()) return;
    MetricBlock block{m_losses.series, m_losses.epoch, m_losses.firstStep, std::exchange(m_losses.values, {})};
    send(std::move(block));
}

void RunLoop::sendCheckpointIfDue() {
    if (m_parts.request.checkpointSeconds > 0.0 && m_parts.watch.seconds() >= m_checkpointDue) sendCheckpoint();
}

void RunLoop::sendCheckpoint() {
    flushLosses();
    if (m_parts.request.checkpointSeconds <= 0.0 || m_state.step == m_checkpointStep) return;
    send(CheckpointEvent{std::make_shared<const RunCheckpoint>(checkpoint()), std::exchange(m_bestCheckpoint, nullptr)});
    m_checkpointStep = m_state.step;
    m_checkpointDue = m_parts.watch.seconds() + m_parts.request.checkpointSeconds;
}

void RunLoop::sendProgress() {
    const double now = m_parts.watch.seconds();
    if (now - m_speedSince >= speedSeconds || m_samplesPerSecond == 0.0) {
        if (now > m_speedSince) m_samplesPerSecond = static_cast<double>(m_speedRows) / (now - m_speedSince);
        if (now - m_speedSince >= speedSeconds) {
            m_speedSince = now;
            m_speedRows = 0;
        }
    }
    m_lastProgress = now;
    const std::int64_t total = m_epochs * m_schedule.stepsPerEpoch;
    const auto done = static_cast<double>(m_state.step - m_startStep);
    const double secondsPerStep = done > 0.0 ? (now - m_startSeconds) / done : 0.0;
    const double remaining = secondsPerStep * static_cast<double>(total - m_state.step);
    const std::int64_t epoch = std::min(m_epochs, m_state.epoch + 1);
    send(ProgressEvent{m_state.step, total, epoch, m_samplesPerSecond, remaining, secondsPerStep, now});
}

void RunLoop::send(EventPayload payload) { m_parts.observer.onEvent({m_parts.request.id, std::move(payload)}); }

} // namespace epochlab::core
