#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <stop_token>

namespace epochlab::core {

/// Shares out the machine's cores among live runs, first come, first served: a run that asks for more than is free waits.
class CoreBudget {
public:
    explicit CoreBudget(int cores);

    /// A share of the budget; gives it back when destroyed. Movable.
    class Lease {
    public:
        Lease() = default;
        Lease(CoreBudget& budget, int cores) : m_budget(&budget), m_cores(cores) {}
        Lease(Lease&& other) noexcept;
        Lease& operator=(Lease&& other) noexcept;
        ~Lease() { release(); }
        void release();
        bool held() const { return m_budget != nullptr; }

    private:
        CoreBudget* m_budget = nullptr;
        int m_cores = 0;
    };

    /// Never waits: an empty lease if another run waits or too little is free. Requests over the budget count as all of it.
    Lease tryTake(int cores);
    /// Waits for its turn; an empty lease only once `stop` was requested.
    Lease take(int cores, std::stop_token stop);

    /// All cores of this machine.
    static CoreBudget& ofMachine();

private:
    int bounded(int cores) const;
    void giveBack(int cores);

    const int m_total;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    int m_free;
    std::uint64_t m_nextTicket = 0;
    std::deque<std::uint64_t> m_queue; ///< tickets of those who wait
};

/// Lowers the calling thread's priority (nice +5), so that the window stays smooth. Linux only; a refusal is harmless.
void lowerThreadPriority();

} // namespace epochlab::core
