#pragma once

#include "run/events.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <vector>

namespace epochlab::core {

/// What other threads ask of a training thread. Everything may be called from any thread.
class RunControl {
public:
    explicit RunControl(bool paused = false) : m_paused(paused) {}

    void pause();
    void resume();
    void stop();
    void interrupt();               ///< stops because the process ends; after stop() without effect
    void stepOnce();                ///< one batch, then paused
    void change(RateChange change); ///< from the next batch on, whatever its step says

    /// What holds for the next batches. Taking it uses up the changes and, if asked, one single step.
    struct Orders {
        bool stop = false;
        bool paused = false;             ///< no batch now
        bool singleStep = false;         ///< exactly one batch
        std::vector<RateChange> changes; ///< in the order asked for
    };
    Orders take();
    /// Returns once an order other than "stay paused" has come.
    void waitForOrder();
    /// Before the first batch: whether work is to stand still, and until it is to go on, for one batch or more, or to stop.
    bool standsPaused();
    void waitWhilePaused();

    std::stop_token stopToken() const { return m_stop.get_token(); }
    bool stopRequested() const { return m_stop.stop_requested(); }
    RunEnd endOfStop() const { return m_interrupted ? RunEnd::Interrupted : RunEnd::Stopped; }

private:
    std::stop_source m_stop;
    std::atomic<bool> m_interrupted = false;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_paused;
    std::int64_t m_singleSteps = 0;
    std::vector<RateChange> m_changes;
};

} // namespace epochlab::core
