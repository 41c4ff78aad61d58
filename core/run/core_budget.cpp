#include "run/core_budget.h"

#include "base/parallel.h"

#include <algorithm>
#include <utility>

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace epochlab::core {

CoreBudget::Lease::Lease(Lease&& other) noexcept
    : m_budget(std::exchange(other.m_budget, nullptr)), m_cores(std::exchange(other.m_cores, 0)) {}

CoreBudget::Lease& CoreBudget::Lease::operator=(Lease&& other) noexcept {
    if (this != &other) {
        release();
        m_budget = std::exchange(other.m_budget, nullptr);
        m_cores = std::exchange(other.m_cores, 0);
    }
    return *this;
}

void CoreBudget::Lease::release() {
    if (CoreBudget* budget = std::exchange(m_budget, nullptr)) budget->giveBack(m_cores);
}

CoreBudget::CoreBudget(int cores) : m_total(std::max(1, cores)), m_free(m_total) {}

int CoreBudget::bounded(int cores) const { return std::clamp(cores, 1, m_total); }

CoreBudget::Lease CoreBudget::tryTake(int cores) {
    const int wanted = bounded(cores);
    const std::lock_guard lock(m_mutex);
    if (!m_queue.empty() || m_free < wanted) return {};
    m_free -= wanted;
    return {*this, wanted};
}

CoreBudget::Lease CoreBudget::take(int cores, std::stop_token stop) {
    const int wanted = bounded(cores);
    std::unique_lock lock(m_mutex);
    const std::uint64_t ticket = m_nextTicket++;
    m_queue.push_back(ticket);
    const bool served = m_changed.wait(lock, std::move(stop), [&] { return m_queue.front() == ticket && m_free >= wanted; });
    std::erase(m_queue, ticket);
    if (served) m_free -= wanted;
    lock.unlock();
    m_changed.notify_all();
    return served ? Lease(*this, wanted) : Lease();
}

void CoreBudget::giveBack(int cores) {
    {
        const std::lock_guard lock(m_mutex);
        m_free += cores;
    }
    m_changed.notify_all();
}

CoreBudget& CoreBudget::ofMachine() {
    static CoreBudget budget(coresOfMachine());
    return budget;
}

void lowerThreadPriority() {
#ifdef __linux__
    // On Linux a "process" of setpriority is one thread.
    const auto thread = static_cast<id_t>(gettid());
    setpriority(PRIO_PROCESS, thread, getpriority(PRIO_PROCESS, thread) + 5);
#endif
}

} // namespace epochlab::core
