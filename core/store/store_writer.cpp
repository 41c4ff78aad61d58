#include "store/store_writer.h"

#include "base/file_writer.h"
#include "store/file_place.h"
#include "store/run_recorder.h"
#include "store/run_store.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace epochlab::core {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds longestWait{1000};
constexpr std::chrono::milliseconds retryWait{500};
constexpr std::size_t mostRows = 1000; ///< of one transaction

template <typename Payload> bool is(const Event& event) { return std::holds_alternative<Payload>(event.payload); }

std::int64_t valuesOf(const Event& event) {
    const auto* block = std::get_if<MetricBlock>(&event.payload);
    return block != nullptr ? static_cast<std::int64_t>(block->values.size()) : 0;
}

/// The window and the printers alone want these.
bool isKept(const Event& event) { return !is<PhaseEvent>(event) && !is<PreparationEvent>(event) && !is<ProgressEvent>(event); }

bool isUrgent(const Event& event) { return is<StartedEvent>(event) || is<FinishedEvent>(event) || is<CheckpointEvent>(event); }

bool needsFiles(const Event& event) { return is<FinishedEvent>(event) || is<CheckpointEvent>(event); }

/// The step that its run can be gone on with from, once it is stored; nothing where it changes none.
std::optional<std::int64_t> stepKeptBy(const Event& event) {
    if (const auto* started = std::get_if<StartedEvent>(&event.payload)) return started->resumedFrom;
    const auto* kept = std::get_if<CheckpointEvent>(&event.payload);
    const auto* finished = std::get_if<FinishedEvent>(&event.payload);
    if (finished && finished->unstarted) return 0;
    const RunCheckpoint* checkpoint = kept ? kept->checkpoint.get() : finished ? finished->checkpoint.get() : nullptr;
    return checkpoint ? std::optional(checkpoint->loop.step) : std::nullopt;
}

} // namespace

struct StoreWriter::Parts {
    Parts(std::string folder, StoreWriterOptions given) : directory(std::move(folder)), options(std::move(given)) {}

    void work();
    bool waitForWork(std::unique_lock<std::mutex>& lock);
    Result<void> openStore();
    Result<void> writeAll(std::deque<Event>& events);
    Result<void> writeSome(std::deque<Event>& events);
    Result<void> writeFiles(Event& event);
    void failed(const Error& failure);
    void succeeded();
    void pauseRuns(bool pause);

    const std::string directory;
    const StoreWriterOptions options;

    mutable std::mutex mutex;
    std::condition_variable changed;
    std::deque<Event> queue;
    std::int64_t queuedValues = 0; ///< in the queue and in what the thread is at
    std::int64_t acknowledged = 0;
    std::int64_t arrived = 0;  ///< events put into the queue
    std::int64_t done = 0;     ///< of these, written
    std::int64_t attempts = 0; ///< times that all of the queue was tried
    Clock::time_point oldest;
    bool urgent = false;
    bool ending = false;
    bool failing = false;
    std::optional<Error> error;
    std::function<void()> tell;
    std::function<void(bool)> tellPause;
    std::map<RunId, std::int64_t> keptSteps;

    std::optional<StoreFile> file; ///< this and what follows: the thread's alone
    std::unique_ptr<RunRecorder> recorder;
    std::optional<FilePlace> place;
    bool gone = false; ///< another file, or none, is in its place now
    bool paused = false;
    std::map<RunId, std::shared_ptr<const RunCheckpoint>> unwrittenBest; ///< of the best epochs, of checkpoints that the disk did not take
    std::jthread thread;                                                 ///< last: it uses all of the above
};

Result<void> StoreWriter::Parts::openStore() {
    if (recorder) return {};
    Result<StoreFile> found = openRunStoreToWrite(directory, options.file);
    if (!found) return found.error();
    file = *std::move(found);
    recorder = std::make_unique<RunRecorder>(file->connection, directory);
    place.emplace(file->connection.path());
    return {};
}

/// Of a checkpoint or an end. A checkpoint that cannot be written is given up, but for the best epoch's: the run hands that out once, so it
/// goes with the next one.
Result<void> StoreWriter::Parts::writeFiles(Event& event) {
    auto* kept = std::get_if<CheckpointEvent>(&event.payload);
    std::shared_ptr<const RunCheckpoint>& best = kept ? kept->best : std::get<FinishedEvent>(event.payload).bestCheckpoint;
    const auto before = unwrittenBest.find(event.run);
    if (before != unwrittenBest.end() && !best) best = before->second;
    const Result<void> written = recorder->writeFiles(event);
    if (written) {
        if (before != unwrittenBest.end()) unwrittenBest.erase(before);
        return {};
    }
    if (!kept) return written; // it stays in the queue
    failed(written.error());
    if (best) unwrittenBest[event.run] = best;
    kept->checkpoint.reset();
    return {};
}

/// One transaction of the events at the front; takes away what it has written.
Result<void> StoreWriter::Parts::writeSome(std::deque<Event>& events) {
    if (needsFiles(events.front()))
        if (const Result<void> written = writeFiles(events.front()); !written) return written;
    Result<WriteTransaction> transaction = WriteTransaction::begin(file->connection);
    if (!transaction) return transaction.error();
    std::size_t count = 0;
    std::int64_t values = 0;
    for (; count < std::min(events.size(), mostRows); ++count) {
        const Event& event = events[count];
        if (count > 0 && needsFiles(event)) break;
        const auto* kept = std::get_if<CheckpointEvent>(&event.payload);
        if (kept != nullptr && !kept->checkpoint) continue;
        if (Result<void> written = recorder->writeRows(event); !written) return written;
        values += valuesOf(event);
    }
    Result<void> written = recorder->writeHeldBack();
    if (written) written = transaction->commit();
    if (!written) return written;
    reachSaveStep();
    recorder->keep();
    recorder->removeOldFolders();
    {
        const std::lock_guard lock(mutex);
        for (std::size_t i = 0; i < count; ++i)
            if (const auto step = stepKeptBy(events[i])) keptSteps[events[i].run] = *step;
        done += static_cast<std::int64_t>(count);
        queuedValues -= values;
        acknowledged += values;
    }
    events.erase(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(count));
    return {};
}

Result<void> StoreWriter::Parts::writeAll(std::deque<Event>& events) {
    Result<void> written = openStore();
    while (written && !events.empty()) {
        written = place->check();
        gone = !written;
        if (written) written = writeSome(events);
        if (!written) recorder->forget();
    }
    return written;
}

void StoreWriter::Parts::failed(const Error& failure) {
    std::function<void()> call;
    {
        const std::lock_guard lock(mutex);
        if (!std::exchange(failing, true)) {
            error = failure;
            call = tell;
        }
    }
    if (call) call();
}

void StoreWriter::Parts::succeeded() {
    {
        const std::lock_guard lock(mutex);
        failing = false;
    }
    pauseRuns(false);
}

void StoreWriter::Parts::pauseRuns(bool pause) {
    std::function<void(bool)> call;
    {
        const std::lock_guard lock(mutex);
        if (std::exchange(paused, pause) != pause) call = tellPause;
    }
    if (call) call(pause);
}

/// False where the writer ends and nothing is left.
bool StoreWriter::Parts::waitForWork(std::unique_lock<std::mutex>& lock) {
    changed.wait(lock, [this] { return !queue.empty() || ending; });
    changed.wait_until(lock, oldest + longestWait, [this] { return urgent || ending || queue.size() >= mostRows; });
    urgent = false;
    return !queue.empty();
}

void StoreWriter::Parts::work() {
    std::deque<Event> events;
    while (true) {
        {
            std::unique_lock lock(mutex);
            if (events.empty() && !waitForWork(lock)) return;
            std::ranges::move(queue, std::back_inserter(events));
            queue.clear();
        }
        const Result<void> written = writeAll(events);
        written ? succeeded() : failed(written.error());
        std::unique_lock lock(mutex);
        ++attempts;
        changed.notify_all();
        if (written) continue;
        if (ending) return; // the disk had its last chance
        const bool tooMany = queuedValues >= options.mostHeldValues;
        lock.unlock();
        if (tooMany || gone) pauseRuns(true);
        lock.lock();
        changed.wait_for(lock, retryWait, [this] { return ending || urgent; });
        urgent = false;
    }
}

StoreWriter::StoreWriter(std::string directory, StoreWriterOptions options)
    : m_parts(std::make_unique<Parts>(std::move(directory), std::move(options))) {
    m_parts->thread = std::jthread([parts = m_parts.get()] { parts->work(); });
}

StoreWriter::~StoreWriter() {
    {
        const std::lock_guard lock(m_parts->mutex);
        m_parts->ending = true;
    }
    m_parts->changed.notify_all();
    m_parts->thread.join();
}

void StoreWriter::onEvent(Event event) {
    if (!isKept(event)) return;
    const bool last = is<FinishedEvent>(event);
    {
        const std::lock_guard lock(m_parts->mutex);
        if (m_parts->queue.empty()) m_parts->oldest = Clock::now();
        m_parts->urgent = m_parts->urgent || isUrgent(event);
        m_parts->queuedValues += valuesOf(event);
        ++m_parts->arrived;
        m_parts->queue.push_back(std::move(event));
        // The thread looks at the clock by itself; only these three are worth a system call.
        if (!m_parts->urgent && m_parts->queue.size() != 1 && m_parts->queue.size() != mostRows) return;
    }
    m_parts->changed.notify_all();
    if (last) flush();
}

bool StoreWriter::flush() {
    std::unique_lock lock(m_parts->mutex);
    const std::int64_t wanted = m_parts->arrived;
    const std::int64_t attempt = m_parts->attempts + 2; // the one under way may have begun before
    m_parts->urgent = true;
    m_parts->changed.notify_all();
    m_parts->changed.wait(lock, [&] {
        if (m_parts->done < wanted && m_parts->attempts < attempt) m_parts->urgent = true;
        return m_parts->done >= wanted || m_parts->attempts >= attempt;
    });
    return m_parts->done >= wanted;
}

std::int64_t StoreWriter::acknowledgedValues() const {
    const std::lock_guard lock(m_parts->mutex);
    return m_parts->acknowledged;
}

void StoreWriter::onError(std::function<void()> tell) {
    const std::lock_guard lock(m_parts->mutex);
    m_parts->tell = std::move(tell);
}

std::optional<Error> StoreWriter::takeError() {
    const std::lock_guard lock(m_parts->mutex);
    return std::exchange(m_parts->error, std::nullopt);
}

void StoreWriter::onPause(std::function<void(bool pause)> tell) {
    const std::lock_guard lock(m_parts->mutex);
    m_parts->tellPause = std::move(tell);
}

std::optional<std::int64_t> StoreWriter::keptStep(const RunId& run) const {
    const std::lock_guard lock(m_parts->mutex);
    const auto found = m_parts->keptSteps.find(run);
    return found == m_parts->keptSteps.end() ? std::nullopt : std::optional(found->second);
}

} // namespace epochlab::core
