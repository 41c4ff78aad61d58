#pragma once

#include "mlp/step_plan.h"

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

namespace epochlab::core {

/// A few threads that do one thing together, again and again. Between two tasks they sleep; within one they wait for each other by
/// spinning for a moment, then by yielding. Owned and used by one thread, which is worker 0.
class Team {
public:
    /// threads ≥ 1, the owner included.
    explicit Team(int threads);
    ~Team();
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    int size() const { return m_size; }
    /// Calls task on every thread and returns when all are done. The task must not throw.
    void run(const std::function<void(const Worker&)>& task);

private:
    void work(int index);
    void meet();

    const int m_size;
    const std::function<void(const Worker&)>* m_task = nullptr;
    std::atomic<std::uint64_t> m_started = 0; ///< tasks begun
    std::atomic<bool> m_ended = false;
    alignas(64) std::atomic<int> m_arrived = 0;
    alignas(64) std::atomic<std::uint64_t> m_meetings = 0;
    std::vector<std::jthread> m_threads;
};

} // namespace epochlab::core
