#include "xgb/work_thread.h"

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <unistd.h>
#include <utility>

namespace epochlab::core {
namespace {

std::atomic<int> leftRunning = 0; ///< pieces of work that nobody waits for

/// Statics that such work uses must not be taken away from under it.
void endAtOnce(int status, void* /*unused*/) {
    if (leftRunning == 0) return;
    std::fflush(nullptr);
    ::_exit(status);
}

void heedExit() {
    static std::once_flag once;
    std::call_once(once, [] { ::on_exit(endAtOnce, nullptr); });
}

} // namespace

struct WorkThread::Place {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::function<void()> work; ///< empty: none is waiting
    std::exception_ptr problem;
    bool busy = false; ///< from the order to the end of the work
    bool closed = false;
    bool left = false;
};

WorkThread::WorkThread() { begin(); }

WorkThread::~WorkThread() {
    {
        const std::lock_guard lock(m_place->mutex);
        m_place->closed = true;
    }
    m_place->changed.notify_all();
    m_thread.join();
}

void WorkThread::begin() {
    m_place = std::make_shared<Place>();
    m_thread = std::thread([place = m_place] { serve(*place); });
}

void WorkThread::serve(Place& place) {
    std::unique_lock lock(place.mutex);
    while (true) {
        place.changed.wait(lock, [&place] { return place.closed || place.work; });
        if (!place.work) return;
        std::function<void()> work = std::exchange(place.work, nullptr);
        lock.unlock();
        std::exception_ptr problem;
        try {
            work();
        } catch (...) {
            problem = std::current_exception();
        }
        work = nullptr; // with what it owns
        lock.lock();
        place.problem = problem;
        place.busy = false;
        if (place.left) --leftRunning;
        place.changed.notify_all();
    }
}

bool WorkThread::run(std::function<void()> work, const std::stop_token& stop) {
    std::unique_lock lock(m_place->mutex);
    m_place->work = std::move(work);
    m_place->busy = true;
    m_place->changed.notify_all();
    if (m_place->changed.wait(lock, stop, [this] { return !m_place->busy; })) {
        if (const std::exception_ptr problem = std::exchange(m_place->problem, nullptr)) std::rethrow_exception(problem);
        return true;
    }
    heedExit();
    ++leftRunning;
    m_place->left = m_place->closed = true;
    m_thread.detach();
    lock.unlock();
    begin();
    return false;
}

} // namespace epochlab::core
