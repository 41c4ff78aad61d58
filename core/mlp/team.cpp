#include "mlp/team.h"

namespace epochlab::core {
namespace {

constexpr int spins = 4000; // some microseconds

void breathe() {
#ifdef __x86_64__
    __builtin_ia32_pause();
#endif
}

} // namespace

Team::Team(int threads) : m_size(threads) {
    for (int index = 1; index < threads; ++index) m_threads.emplace_back([this, index] { work(index); });
}

Team::~Team() {
    m_ended = true;
    ++m_started;
    m_started.notify_all();
}

void Team::run(const std::function<void(const Worker&)>& task) {
    m_task = &task;
    if (m_size > 1) {
        ++m_started;
        m_started.notify_all();
    }
    task({0, m_size, [](void* team) { static_cast<Team*>(team)->meet(); }, this});
    if (m_size > 1) meet();
}

void Team::work(int index) {
    for (std::uint64_t seen = 0;;) {
        for (int i = 0; i < spins && m_started.load(std::memory_order_acquire) == seen; ++i) breathe();
        m_started.wait(seen);
        if (m_ended) return;
        seen = m_started.load(std::memory_order_acquire);
        (*m_task)({index, m_size, [](void* team) { static_cast<Team*>(team)->meet(); }, this});
        meet();
    }
}

/// The last one to arrive opens the next meeting for all.
void Team::meet() {
    const std::uint64_t meeting = m_meetings.load(std::memory_order_acquire);
    if (m_arrived.fetch_add(1, std::memory_order_acq_rel) + 1 == m_size) {
        m_arrived.store(0, std::memory_order_relaxed);
        m_meetings.store(meeting + 1, std::memory_order_release);
        return;
    }
    for (int i = 0; m_meetings.load(std::memory_order_acquire) == meeting; ++i) {
        if (i < spins)
            breathe();
        else
            std::this_thread::yield();
    }
}

} // namespace epochlab::core
