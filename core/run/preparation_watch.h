#pragma once

#include "run/core_budget.h"
#include "run/loop.h"

#include <functional>
#include <string>

namespace epochlab::core {

/// Looks on while a run is prepared, on the run's thread: sends how far it has come, ends it where the run is to stop, and lets it stand
/// still, without its cores, while the run is paused: nothing is trained yet, and what is done so far stays.
class PreparationWatch {
public:
    /// All that it works with outlives it; `watch` is the run's, `clock` the one it goes by.
    PreparationWatch(RunControl& control, CoreBudget& budget, CoreBudget::Lease& lease, int cores, Stopwatch& watch,
                     std::function<void(EventPayload)> send)
        : m_control(control), m_budget(budget), m_lease(lease), m_cores(cores), m_watch(watch), m_send(std::move(send)) {}
    PreparationWatch(const PreparationWatch&) = delete;
    PreparationWatch& operator=(const PreparationWatch&) = delete;

    /// Valid as long as this.
    WorkWatch watch();

private:
    void look(std::string_view work, std::int64_t done, std::int64_t total);
    void standStill();

    RunControl& m_control;
    CoreBudget& m_budget;
    CoreBudget::Lease& m_lease;
    const int m_cores;
    Stopwatch& m_watch;
    const std::function<void(EventPayload)> m_send;
    std::string m_work;             ///< the one under way
    double m_since = 0.0;           ///< seconds of the watch at its beginning …
    std::int64_t m_doneAtFirst = 0; ///< … and what of it was done then
    double m_sent = 0.0;            ///< when it was told of last
    std::int64_t m_tenths = 0;      ///< told of
};

} // namespace epochlab::core
