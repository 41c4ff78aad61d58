#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <thread>

namespace epochlab::core {

/// A thread for work that cannot be interrupted, which its owner can leave behind. One owner, one piece of work at a time. A process that
/// ends while work that was left is still running does not wait for it, and runs no destructors of statics.
class WorkThread {
public:
    WorkThread();
    ~WorkThread(); ///< joins
    WorkThread(const WorkThread&) = delete;
    WorkThread& operator=(const WorkThread&) = delete;

    /// Runs `work` there, and throws what it throws. False: a stop was asked for before it ended. It then goes on alone, so that it must
    /// own all that it touches; the next work gets a new thread.
    bool run(std::function<void()> work, const std::stop_token& stop);

private:
    struct Place;
    static void serve(Place& place);
    void begin();

    std::shared_ptr<Place> m_place; ///< shared with the thread
    std::thread m_thread;
};

} // namespace epochlab::core
