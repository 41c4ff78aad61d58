#include "run/run_control.h"

#include <utility>

namespace epochlab::core {

void RunControl::pause() {
    const std::lock_guard lock(m_mutex);
    m_paused = true;
}

void RunControl::resume() {
    const std::lock_guard lock(m_mutex);
    m_paused = false;
    m_singleSteps = 0;
    m_changed.notify_all();
}

void RunControl::stop() {
    m_stop.request_stop(); // before the lock: it runs the callbacks of those who wait for a core
    const std::lock_guard lock(m_mutex);
    m_changed.notify_all();
}

void RunControl::interrupt() {
    if (!stopRequested()) m_interrupted = true;
    stop();
}

void RunControl::stepOnce() {
    const std::lock_guard lock(m_mutex);
    m_paused = true;
    ++m_singleSteps;
    m_changed.notify_all();
}

void RunControl::change(RateChange change) {
    const std::lock_guard lock(m_mutex);
    // The newest rate counts: a hand that types ten of them between two batches has changed it once.
    if (!change.schedule && !m_changes.empty() && !m_changes.back().schedule) m_changes.pop_back();
    m_changes.push_back(change);
    m_changed.notify_all();
}

RunControl::Orders RunControl::take() {
    const std::lock_guard lock(m_mutex);
    Orders orders;
    orders.stop = m_stop.stop_requested();
    orders.changes = std::exchange(m_changes, {});
    if (m_paused && m_singleSteps > 0 && !orders.stop) {
        --m_singleSteps;
        orders.singleStep = true;
    }
    orders.paused = m_paused && !orders.singleStep;
    return orders;
}

bool RunControl::standsPaused() {
    const std::lock_guard lock(m_mutex);
    return m_paused && m_singleSteps == 0 && !m_stop.stop_requested();
}

void RunControl::waitWhilePaused() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_stop.stop_requested() || !m_paused || m_singleSteps > 0; });
}

void RunControl::waitForOrder() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_stop.stop_requested() || !m_paused || m_singleSteps > 0 || !m_changes.empty(); });
}

} // namespace epochlab::core
