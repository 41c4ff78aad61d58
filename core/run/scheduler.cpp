#include "run/scheduler.h"

#include "base/parallel.h"
#include "run/loop.h"
#include "run/queue_forecast.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace epochlab::core {

namespace {

/// A run of the queue, with the request until it starts.
struct Item {
    explicit Item(RunRequest given)
        : id(given.id), config(std::make_shared<const ParamSet>(given.config)), request(std::make_unique<RunRequest>(std::move(given))) {}

    RunId id;
    std::shared_ptr<const ParamSet> config;
    std::unique_ptr<RunRequest> request;
    double share = 0.0;
    std::optional<RunEnd> end;
};

} // namespace

/// As many workers as cores; each takes a request, lets it run on its own thread, and waits for its end.
struct Scheduler::Parts final : RunObserver {
    Parts(RunServices runServices, RunObserver& runObserver, int coreCount, std::function<double()> secondsClock)
        : services(std::move(runServices)), observer(runObserver), cores(std::max(1, coreCount)),
          clock(secondsClock ? std::move(secondsClock) : steadyClock()), freeCores(cores), forecast(services.speed, cores) {}

    /// A run that is taken from the queue (in `live`), and the cores it holds.
    struct Taken {
        LiveRun* run = nullptr;
        int cores = 0;
    };

    void onEvent(Event event) override;
    void markDone(const RunId& id, RunEnd end);
    void work(const std::stop_token& end);
    Taken take(const std::stop_token& end);
    void giveBack(const Taken& taken);
    void cancel(void (LiveRun::*endRun)(), RunEnd reason);
    double now() const { return pausedSince.value_or(clock()); }
    std::deque<Item>::iterator waitingOne(const RunId& id) { return std::ranges::find(waiting, id, &Item::id); }

    const RunServices services;
    RunObserver& observer;
    const int cores;
    const std::function<double()> clock;
    mutable std::mutex mutex; ///< of all that follows
    std::condition_variable_any changed;
    std::deque<Item> waiting;
    std::vector<Item> running; ///< and those that will never start, until they are told
    std::vector<Item> done;
    std::vector<std::unique_ptr<LiveRun>> live;
    int freeCores;
    std::optional<double> pausedSince; ///< of the clock, while all stand still
    int cancelling = 0;                ///< calls that still send the ends of runs that never started
    QueueForecast forecast;
    std::vector<std::jthread> workers; ///< last: they use all of the above
};

void Scheduler::Parts::onEvent(Event event) {
    const auto* finished = std::get_if<FinishedEvent>(&event.payload);
    if (finished || std::holds_alternative<StartedEvent>(event.payload) || std::holds_alternative<ProgressEvent>(event.payload)) {
        const std::lock_guard lock(mutex);
        forecast.hear(event, now());
        if (finished) markDone(event.run, finished->end);
    }
    observer.onEvent(std::move(event));
}

void Scheduler::Parts::markDone(const RunId& id, RunEnd end) {
    const auto item = std::ranges::find(running, id, &Item::id);
    item->share = forecast.shareOf(id);
    item->end = end;
    done.push_back(std::move(*item));
    running.erase(item);
    forecast.ended(id);
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
    const auto canStart = [this] { return !pausedSince && !waiting.empty() && coresOf(*waiting.front().config, cores) <= freeCores; };
    if (!changed.wait(lock, end, canStart)) return {};
    Item item = std::move(waiting.front());
    waiting.pop_front();
    Taken taken{nullptr, coresOf(*item.config, cores)};
    freeCores -= taken.cores;
    forecast.began(item.id, *item.config, clock());
    const std::unique_ptr<RunRequest> request = std::move(item.request);
    running.push_back(std::move(item));
    live.push_back(std::make_unique<LiveRun>(std::move(*request), services, *this)); // under the lock, so that cancel() misses no run
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
    std::vector<RunId> dropped;
    {
        const std::lock_guard lock(mutex);
        for (Item& item : waiting) {
            dropped.push_back(item.id);
            running.push_back(std::move(item)); // onEvent counts them as done
        }
        waiting.clear();
        ++cancelling;
        for (const std::unique_ptr<LiveRun>& run : live) ((*run).*endRun)();
    }
    for (const RunId& id : dropped) {
        FinishedEvent finished;
        finished.end = reason;
        onEvent({id, std::move(finished)});
    }
    {
        const std::lock_guard lock(mutex);
        --cancelling;
    }
    changed.notify_all();
}

Scheduler::Scheduler(RunServices services, RunObserver& observer, int cores, std::function<double()> clock)
    : m_parts(std::make_unique<Parts>(std::move(services), observer, cores, std::move(clock))) {
    for (int i = 0; i < m_parts->cores; ++i)
        m_parts->workers.emplace_back([parts = m_parts.get()](const std::stop_token& end) { parts->work(end); });
}

Scheduler::~Scheduler() { interrupt(); }

void Scheduler::add(RunRequest request) {
    {
        const std::lock_guard lock(m_parts->mutex);
        m_parts->waiting.emplace_back(std::move(request));
    }
    m_parts->changed.notify_all();
}

bool Scheduler::move(const RunId& id, std::ptrdiff_t places) {
    {
        const std::lock_guard lock(m_parts->mutex);
        const auto found = m_parts->waitingOne(id);
        if (found == m_parts->waiting.end()) return false;
        const std::ptrdiff_t place = found - m_parts->waiting.begin();
        const std::ptrdiff_t target = std::clamp(place + places, std::ptrdiff_t{0}, std::ssize(m_parts->waiting) - 1);
        Item item = std::move(*found);
        m_parts->waiting.erase(found);
        m_parts->waiting.insert(m_parts->waiting.begin() + target, std::move(item));
    }
    m_parts->changed.notify_all(); // the first one may need fewer cores now
    return true;
}

bool Scheduler::remove(const RunId& id) {
    {
        const std::lock_guard lock(m_parts->mutex);
        const auto found = m_parts->waitingOne(id);
        if (found == m_parts->waiting.end()) return false;
        m_parts->waiting.erase(found);
    }
    m_parts->changed.notify_all();
    return true;
}

bool Scheduler::replace(RunRequest request) {
    {
        const std::lock_guard lock(m_parts->mutex);
        const auto found = m_parts->waitingOne(request.id);
        if (found == m_parts->waiting.end()) return false;
        *found = Item(std::move(request));
    }
    m_parts->changed.notify_all();
    return true;
}

bool Scheduler::stop(const RunId& id) {
    const std::lock_guard lock(m_parts->mutex);
    const auto found = std::ranges::find_if(m_parts->live, [&id](const std::unique_ptr<LiveRun>& run) { return run->id() == id; });
    if (found == m_parts->live.end() || (*found)->finished()) return false;
    (*found)->stop();
    return true;
}

void Scheduler::stop() { m_parts->cancel(&LiveRun::stop, RunEnd::Stopped); }
void Scheduler::interrupt() { m_parts->cancel(&LiveRun::interrupt, RunEnd::Interrupted); }

void Scheduler::pauseAll(bool pause) {
    {
        const std::lock_guard lock(m_parts->mutex);
        if (pause == m_parts->pausedSince.has_value()) return;
        for (const std::unique_ptr<LiveRun>& run : m_parts->live) pause ? run->pause() : run->resume();
        if (pause) {
            m_parts->pausedSince = m_parts->clock();
        } else {
            m_parts->forecast.stoodStill(m_parts->clock() - *m_parts->pausedSince);
            m_parts->pausedSince.reset();
        }
    }
    m_parts->changed.notify_all();
}

void Scheduler::wait() {
    std::unique_lock lock(m_parts->mutex);
    m_parts->changed.wait(lock, [this] { return m_parts->waiting.empty() && m_parts->live.empty() && m_parts->cancelling == 0; });
}

QueueProgress Scheduler::progress() const {
    const std::lock_guard lock(m_parts->mutex);
    const std::size_t all = m_parts->done.size() + m_parts->running.size() + m_parts->waiting.size();
    QueueProgress progress{m_parts->done.size(), m_parts->running.size(), all, std::nullopt};
    std::vector<std::shared_ptr<const ParamSet>> waiting;
    for (const Item& item : m_parts->waiting) waiting.push_back(item.config);
    progress.remainingSeconds = m_parts->forecast.remaining(waiting, m_parts->now());
    return progress;
}

std::vector<QueueEntry> Scheduler::entries() const {
    const std::lock_guard lock(m_parts->mutex);
    std::vector<QueueEntry> entries;
    for (const Item& item : m_parts->done) entries.push_back({item.id, item.config, QueueState::Done, item.share, item.end});
    for (const Item& item : m_parts->running)
        entries.push_back({item.id, item.config, QueueState::Running, m_parts->forecast.shareOf(item.id), std::nullopt});
    for (const Item& item : m_parts->waiting) entries.push_back({item.id, item.config, QueueState::Waiting, 0.0, std::nullopt});
    return entries;
}

int Scheduler::coresOfMachine() { return core::coresOfMachine(); }

} // namespace epochlab::core
