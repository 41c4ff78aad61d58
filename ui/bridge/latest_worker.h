#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace epochlab::ui {

/// One background thread that runs the newest job given to it; a job that still waits when a newer one comes is dropped.
/// The destructor drops the waiting job, waits for the running one, and joins.
class LatestWorker {
public:
    LatestWorker() : m_thread([this](std::stop_token stop) { work(stop); }) {}

    /// Any thread; returns at once.
    void submit(std::function<void()> job) {
        {
            const std::lock_guard lock(m_mutex);
            m_next = std::move(job);
        }
        m_wake.notify_one();
    }

private:
    void work(std::stop_token stop) {
        std::unique_lock lock(m_mutex);
        while (m_wake.wait(lock, stop, [this] { return static_cast<bool>(m_next); })) {
            if (stop.stop_requested()) return;
            const std::function<void()> job = std::exchange(m_next, nullptr);
            lock.unlock();
            job();
            lock.lock();
        }
    }

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::function<void()> m_next;
    std::jthread m_thread; ///< last: it uses all of the above
};

} // namespace epochlab::ui
