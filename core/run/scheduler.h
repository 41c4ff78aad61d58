#pragma once

#include "run/live_run.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace epochlab::core {

/// Counted since the queue was made, removed runs left out: done + running + those that wait = total.
struct QueueProgress {
    std::size_t done = 0; ///< however they ended
    std::size_t running = 0;
    std::size_t total = 0;
    std::optional<double> remainingSeconds; ///< until all have ended; nothing while no run has shown its data
};

enum class QueueState { Waiting, Running, Done };

/// One run of a queue, as it is at the moment.
struct QueueEntry {
    RunId id;
    std::shared_ptr<const ParamSet> config;
    QueueState state = QueueState::Waiting;
    double share = 0.0;        ///< of its steps that are done
    std::optional<RunEnd> end; ///< Done only
};

/// A queue of runs in memory. They start in order, each as soon as as many cores are free as it has threads, so that small models train
/// one per core and those with a thread for each core one after another; each is bit for bit the run alone. A run that fails or diverges
/// does not hold up the rest. All members may be called from any thread, also by the observer, but wait() and the destructor, which the
/// observer must leave alone. Ids are unique in the queue.
class Scheduler {
public:
    /// The observer hears every run's events on that run's thread, several at a time, and outlives the queue. `clock` gives seconds from
    /// any thread; without one, the machine's.
    Scheduler(RunServices services, RunObserver& observer, int cores = coresOfMachine(), std::function<double()> clock = {});
    /// Interrupts, waits, joins.
    ~Scheduler();
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    void add(RunRequest request);

    // Runs that wait. False where the id names none that still waits: it may have started a moment ago.
    /// By so many places among those that wait, as they stand now: below zero, to train earlier; at most to the first or last.
    bool move(const RunId& id, std::ptrdiff_t places);
    /// As if it had never been added: nothing is heard of it.
    bool remove(const RunId& id);
    /// Takes the place of the one with the same id.
    bool replace(RunRequest request);

    /// Ends a run that runs, at its next batch and resumable. False where none of that id runs.
    bool stop(const RunId& id);
    /// Ends all that was added so far: running ones at their next batch, resumable; the others never start. Each of these too gets its
    /// one FinishedEvent, on the calling thread.
    void stop();
    /// As stop(), for a process that ends: the runs end as Interrupted.
    void interrupt();
    /// True: running ones stand still from their next batch on and none starts, until it is told false. For what holds of all runs, as a
    /// store that takes nothing.
    void pauseAll(bool pause);
    /// Until nothing runs or waits.
    void wait();
    /// A run counts as done before the observer hears its FinishedEvent.
    QueueProgress progress() const;
    /// Done ones in the order of their ends, then running ones, then those that wait, in their order.
    std::vector<QueueEntry> entries() const;

    static int coresOfMachine();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::core
