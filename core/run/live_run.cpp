#include "run/live_run.h"

#include "base/machine_memory.h"
#include "params/model_fields.h"
#include "run/data_conflicts.h"
#include "run/guarded.h"
#include "run/loop.h"
#include "run/predictions.h"
#include "run/preparation_watch.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <random>
#include <thread>

namespace epochlab::core {

struct LiveRun::Parts {
    Parts(RunRequest runRequest, RunServices runServices, RunObserver& runObserver)
        : request(std::move(runRequest)), services(std::move(runServices)), observer(services.speed, runObserver),
          control(request.startPaused) {
        request.config = withThreads(std::move(request.config));
    }

    void work();
    FinishedEvent train();
    FinishedEvent trainOn(const DatasetPointer& dataset);
    FinishedEvent unprepared(const Error& error, const DatasetPointer& dataset) const;
    FinishedEvent trainSession(TrainingSession& session, const DatasetPointer& dataset);
    void addPredictions(FinishedEvent& end, Trainer& trainer, const TableDataset& dataset);
    FinishedEvent ended(RunEnd end, std::optional<Error> error = std::nullopt) const;
    bool takeCores();
    void sendStarted(const SessionShape& shape, const DatasetPointer& dataset, const RunLoop& loop);
    void send(EventPayload payload) { observer.onEvent({request.id, std::move(payload)}); }

    RunRequest request;                    ///< settled before the session is made, unchanged from then on
    std::vector<std::string> settled = {}; ///< what was found on the way
    const RunServices services;
    SpeedLearner observer;
    RunControl control;
    CoreBudget::Lease lease;
    Stopwatch watch{steadyClock()};
    std::atomic<bool> finished = false;
    std::jthread thread; ///< last: it uses all of the above
};

FinishedEvent LiveRun::Parts::ended(RunEnd end, std::optional<Error> error) const {
    FinishedEvent event;
    event.end = end;
    event.seconds = watch.seconds();
    event.error = std::move(error);
    return event;
}

bool LiveRun::Parts::takeCores() {
    const int threads = threadsOf(request.config);
    lease = CoreBudget::ofMachine().tryTake(threads);
    if (lease.held()) return true;
    send(PhaseEvent{RunPhase::Waiting});
    watch.pause();
    lease = CoreBudget::ofMachine().take(threads, control.stopToken());
    watch.resume();
    return lease.held();
}

FinishedEvent LiveRun::Parts::train() {
    if (control.stopRequested() || !takeCores()) return ended(control.endOfStop());
    send(PhaseEvent{RunPhase::Loading});
    Result<DatasetPointer> dataset = services.loadData(request.config);
    if (!dataset) return ended(RunEnd::Failed, dataset.error());
    if (const auto conflicts = dataConflicts(request.config, *dataset.value()); !conflicts.empty())
        return ended(RunEnd::Failed, conflicts.front().error);
    if (control.stopRequested()) return ended(control.endOfStop());
    return trainOn(*dataset);
}

FinishedEvent LiveRun::Parts::trainOn(const DatasetPointer& dataset) {
    send(PhaseEvent{RunPhase::Preparing});
    const Result<std::shared_ptr<Trainer>> trainer = services.findTrainer(request.config);
    if (!trainer) return ended(RunEnd::Failed, trainer.error());
    if (control.stopRequested()) return ended(control.endOfStop());
    PreparationWatch looked(control, CoreBudget::ofMachine(), lease, threadsOf(request.config), watch,
                            [this](EventPayload payload) { send(std::move(payload)); });
    const WorkWatch onlooker = looked.watch();
    Result<SettledConfig> found = trainer.value()->settle(request.config, dataset, onlooker);
    if (!found) return unprepared(found.error(), dataset);
    request.config = std::move(found->config);
    settled = std::move(found->notes);
    Result<std::unique_ptr<TrainingSession>> session = trainer.value()->prepare(request.config, dataset, onlooker);
    if (!session) return unprepared(session.error(), dataset);
    FinishedEvent end = trainSession(*session.value(), dataset);
    addPredictions(end, *trainer.value(), *dataset);
    return end;
}

/// Nothing was trained: begun anew, the run is prepared once more.
FinishedEvent LiveRun::Parts::unprepared(const Error& error, const DatasetPointer& dataset) const {
    if (error.code != ErrorCode::Stopped || !control.stopRequested()) return ended(RunEnd::Failed, error);
    FinishedEvent end = ended(control.endOfStop());
    end.checkpoint = request.resumeFrom;
    if (!request.resumeFrom) {
        StartedEvent unstarted{request.config, nullptr, dataset, {}, trainingLength(request.config)};
        unstarted.shape.threads = threadsOf(request.config);
        unstarted.plannedRates = request.rateChanges;
        end.unstarted = std::make_shared<const StartedEvent>(std::move(unstarted));
    }
    return end;
}

/// Not of an interrupted run: its process has to end, and it is gone on with.
void LiveRun::Parts::addPredictions(FinishedEvent& end, Trainer& trainer, const TableDataset& dataset) {
    if (!request.keepPredictions || !end.bestWeights || end.end == RunEnd::Interrupted) return;
    if (end.predictions) return; // of the session's own
    const Model model = makeModel(request.config, dataset, end.bestWeights);
    const auto predict = [&]() -> Result<RunPredictions> {
        const Result<std::unique_ptr<Predictor>> predictor = trainer.predictor(model);
        if (!predictor) return predictor.error();
        return predictSplits(**predictor, dataset, model.view, threadsOf(request.config), end.best->epoch);
    };
    Result<RunPredictions> predictions = guarded(predict, [](Error error) { return Result<RunPredictions>(std::move(error)); });
    if (predictions)
        end.predictions = std::make_shared<const RunPredictions>(*std::move(predictions));
    else
        send(NoteEvent{true, "predictions-missing", "what the best epoch answers for each row is not kept: " + predictions.error().what});
}

void LiveRun::Parts::sendStarted(const SessionShape& shape, const DatasetPointer& dataset, const RunLoop& loop) {
    auto card = std::make_shared<const DataCard>(makeDataSummary(*dataset));
    const std::int64_t before = request.resumeFrom ? request.resumeFrom->loop.step : 0;
    const std::int64_t epochs = trainingLength(request.config);
    send(StartedEvent{request.config, std::move(card), dataset, shape, epochs, before, request.rateChanges, loop.state().baseRate,
                      loop.state().schedule});
    for (const std::string& note : shape.notes) {
        const bool merged = note.find("merged") != std::string::npos;
        send(NoteEvent{false, merged ? "batch-merged" : "session", note});
    }
    for (const std::string& note : settled) send(NoteEvent{false, "chosen-by-trial", note});
}

FinishedEvent LiveRun::Parts::trainSession(TrainingSession& session, const DatasetPointer& dataset) {
    RunLoop loop({request, session, control, observer, CoreBudget::ofMachine(), lease, watch, dataset});
    if (request.resumeFrom)
        if (const Result<void> restored = loop.restore(*request.resumeFrom); !restored) return unprepared(restored.error(), dataset);
    sendStarted(session.shape(), dataset, loop);
    if (request.trainFurther) send(NoteEvent{false, "trained-further", loop.extensionInWords()});
    return guarded([&] { return loop.run(); }, [&](Error error) { return loop.finish(RunEnd::Failed, std::move(error)); });
}

void LiveRun::Parts::work() {
    lowerThreadPriority();
    FinishedEvent end = guarded([this] { return train(); }, [this](Error error) { return ended(RunEnd::Failed, std::move(error)); });
    lease.release();
    end.mostMemory = mostProcessMemory();
    returnFreedMemory();
    send(std::move(end));
    finished = true;
    finished.notify_all();
}

LiveRun::LiveRun(RunRequest request, RunServices services, RunObserver& observer)
    : m_parts(std::make_unique<Parts>(std::move(request), std::move(services), observer)) {
    m_parts->thread = std::jthread([parts = m_parts.get()] { parts->work(); });
}

LiveRun::~LiveRun() { m_parts->control.interrupt(); }

const RunId& LiveRun::id() const { return m_parts->request.id; }
void LiveRun::pause() { m_parts->control.pause(); }
void LiveRun::resume() { m_parts->control.resume(); }
void LiveRun::stop() { m_parts->control.stop(); }
void LiveRun::interrupt() { m_parts->control.interrupt(); }
void LiveRun::stepOnce() { m_parts->control.stepOnce(); }
void LiveRun::setLearningRate(double rate) { m_parts->control.change({.rate = rate}); }
void LiveRun::setSchedule(const ScheduleShape& shape, double rate) { m_parts->control.change({.rate = rate, .schedule = shape}); }
bool LiveRun::finished() const { return m_parts->finished; }
void LiveRun::wait() { m_parts->finished.wait(false); }

RunRequest toBeKept(RunRequest request) {
    request.keepEpochModels = true;
    request.keepPredictions = true;
    request.checkpointSeconds = defaultCheckpointSeconds();
    return request;
}

double defaultCheckpointSeconds() {
    constexpr double seconds = 30.0;
    const char* text = std::getenv("EPOCHLAB_CHECKPOINT_SECONDS");
    const double given = text != nullptr ? std::strtod(text, nullptr) : 0.0;
    return given > 0.0 ? given : seconds;
}

RunId makeRunId() {
    static std::atomic<std::uint32_t> counter = std::random_device{}();
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[40];
    const std::size_t length = std::strftime(text, sizeof text, "%Y%m%d-%H%M%S-", &utc);
    // Odd, so that one process goes through all 2^16 values; a random start keeps processes apart.
    const std::uint32_t suffix = (counter += 40503U) & 0xffffU;
    std::snprintf(text + length, sizeof text - length, "%04x", suffix);
    return text;
}

} // namespace epochlab::core
