#include "run/scheduler.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace epochlab::core {

/// As many workers as cores; each takes a request, lets it run on its own thread, and waits for its end.
struct Scheduler::Parts final : RunObserver {
    Parts(RunServices runServices, RunObserver& runObserver, int coreCount)
        : services(std::move(runServices)), observer(runObserver), cores(std::max(1, coreCount)), freeCores(cores) {}

    /// A run that is taken from the queue (in `live`), and the cores it holds.
    struct Taken {
        LiveRun* run = nullptr;
        int cores = 0;
    };

    void onEvent(Event event) override;
    void work(const std::stop_token& end);
    Taken take(const std::stop_token& end);
    void giveBack(const Taken& taken);
    void cancel(void (LiveRun::*endRun)(), RunEnd reason);
    int coresFor(const RunRequest& request) const {
        return static_cast<int>(std::clamp<std::int64_t>(request.config.integer("threads"), 1, cores));
    }

    const RunServices services;
    RunObserver& observer;
    const int cores;
    mutable std::mutex mutex;
    std::condition_variable_any changed;
    std::deque<RunRequest> waiting;
    std::vector<std::unique_ptr<LiveRun>> live;
    int freeCores;
    int cancelling = 0; ///< calls that still send the ends of runs that never started
    QueueProgress progress;
    std::vector<std::jthread> workers; ///< last: they use all of the above
};

void Scheduler::Parts::onEvent(Event event) {
    if (std::holds_alternative<FinishedEvent>(event.payload)) {
        const std::lock_guard lock(mutex);
        --progress.running;
        ++progress.done;
    }
    observer.onEvent(std::move(event));
}

void Scheduler::Parts::work(const std::stop_token& end) {
    while (true) {
        const Taken taken = take(end);
        if (!taken.run) return;
        taken.run->wait();
        giveBack(taken);
    }
}

Scheduler::Parts::Taken Scheduler::Parts::take(const std::stop_token& end) {
    std::unique_lock lock(mutex);
    const auto canStart = [this] { return !waiting.empty() && coresFor(waiting.front()) <= freeCores; };
    if (!changed.wait(lock, end, canStart)) return {};
    RunRequest request = std::move(waiting.front());
    waiting.pop_front();
    Taken taken{nullptr, coresFor(request)};
    freeCores -= taken.cores;
    ++progress.running;
    live.push_back(std::make_unique<LiveRun>(std::move(request), services, *this)); // under the lock, so that cancel() misses no run
    taken.run = live.back().get();
    return taken;
}

void Scheduler::Parts::giveBack(const Taken& taken) {
    std::unique_ptr<LiveRun> ended; // joined without the lock
    {
        const std::lock_guard lock(mutex);
        const auto place = std::ranges::find(live, taken.run, &std::unique_ptr<LiveRun>::get);
        ended = std::move(*place);
        live.erase(place);
        freeCores += taken.cores;
    }
    changed.notify_all();
}

void Scheduler::Parts::cancel(void (LiveRun::*endRun)(), RunEnd reason) {
    std::deque<RunRequest> dropped;
    {
        const std::lock_guard lock(mutex);
        dropped.swap(waiting);
        progress.running += dropped.size(); // onEvent counts them as done
        ++cancelling;
        for (const std::unique_ptr<LiveRun>& run : live) ((*run).*endRun)();
    }
    for (const RunRequest& request : dropped) {
        FinishedEvent finished;
        finished.end = reason;
        onEvent({request.id, std::move(finished)});
    }
    {
        const std::lock_guard lock(mutex);
        --cancelling;
    }
    changed.notify_all();
}

Scheduler::Scheduler(RunServices services, RunObserver& observer, int cores)
    : m_parts(std::make_unique<Parts>(std::move(services), observer, cores)) {
    for (int i = 0; i < m_parts->cores; ++i)
        m_parts->workers.emplace_back([parts = m_parts.get()](const std::stop_token& end) { parts->work(end); });
}

Scheduler::~Scheduler() { interrupt(); }

void Scheduler::add(RunRequest request) {
    {
        const std::lock_guard lock(m_parts->mutex);
        ++m_parts->progress.total;
        m_parts->waiting.push_back(std::move(request));
    }
    m_parts->changed.notify_all();
}

void Scheduler::stop() { m_parts->cancel(&LiveRun::stop, RunEnd::Stopped); }
void Scheduler::interrupt() { m_parts->cancel(&LiveRun::interrupt, RunEnd::Interrupted); }

void Scheduler::wait() {
    std::unique_lock lock(m_parts->mutex);
    m_parts->changed.wait(lock, [this] { return m_parts->waiting.empty() && m_parts->live.empty() && m_parts->cancelling == 0; });
}

QueueProgress Scheduler::progress() const {
    const std::lock_guard lock(m_parts->mutex);
    return m_parts->progress;
}

int Scheduler::coresOfMachine() { return static_cast<int>(std::thread::hardware_concurrency()); }

} // namespace epochlab::core
