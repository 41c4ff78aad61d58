#pragma once

#include "run/live_run.h"

#include <cstddef>
#include <memory>

namespace epochlab::core {

/// Counted since the queue was made: done + running + those that wait = total.
struct QueueProgress {
    std::size_t done = 0; ///< however they ended
    std::size_t running = 0;
    std::size_t total = 0;
};

/// A queue of runs in memory. They start in order, each as soon as as many cores are free as it has threads, so that small models train
/// one per core; each is bit for bit the run alone. A run that fails or diverges does not hold up the rest. All members may be called
/// from any thread, also by the observer, but wait() and the destructor, which the observer must leave alone.
class Scheduler {
public:
    /// The observer hears every run's events on that run's thread, several at a time, and outlives the queue.
    Scheduler(RunServices services, RunObserver& observer, int cores = coresOfMachine());
    /// Interrupts, waits, joins.
    ~Scheduler();
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    void add(RunRequest request);
    /// Ends all that was added so far: running ones at their next batch, resumable; the others never start. Each of these too gets its
    /// one FinishedEvent, on the calling thread.
    void stop();
    /// As stop(), for a process that ends: the runs end as Interrupted.
    void interrupt();
    /// Until nothing runs or waits.
    void wait();
    /// A run counts as done before the observer hears its FinishedEvent.
    QueueProgress progress() const;

    static int coresOfMachine();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::core
