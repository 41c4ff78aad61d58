#include "run/preparation_watch.h"

#include <algorithm>
#include <utility>

namespace epochlab::core {
namespace {

constexpr double secondsBetween = 0.2;
constexpr double secondsToJudge = 0.5; ///< what is left is told from here on

} // namespace

WorkWatch PreparationWatch::watch() {
    return {m_control.stopToken(), [this](std::string_view work, std::int64_t done, std::int64_t total) { look(work, done, total); }};
}

void PreparationWatch::look(std::string_view work, std::int64_t done, std::int64_t total) {
    if (m_control.standsPaused()) standStill();
    const double now = m_watch.seconds();
    const bool isNew = work != m_work;
    if (isNew) {
        m_work = work;
        m_since = now;
        m_doneAtFirst = done;
        m_tenths = -1;
    }
    const std::int64_t tenths = total > 0 ? done * 10 / total : 0;
    const bool isTenth = tenths > m_tenths;
    if (!isTenth && now - m_sent < secondsBetween) return;
    PreparationEvent event{m_work, done, total, isTenth, {}};
    const double taken = now - m_since;
    if (taken >= secondsToJudge && done > m_doneAtFirst)
        event.remainingSeconds = taken * static_cast<double>(total - done) / static_cast<double>(done - m_doneAtFirst);
    m_sent = now;
    m_tenths = std::max(m_tenths, tenths);
    m_send(std::move(event));
}

void PreparationWatch::standStill() {
    m_watch.pause();
    m_lease.release();
    m_send(PhaseEvent{RunPhase::Paused});
    m_control.waitWhilePaused();
    m_lease = m_budget.take(m_cores, m_control.stopToken()); // none where the run is to stop: the work ends at its next look
    m_watch.resume();
    m_send(PhaseEvent{RunPhase::Preparing});
}

} // namespace epochlab::core
