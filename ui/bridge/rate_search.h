#pragma once

#include "run/rate_finder.h"

#include <QObject>

#include <cstdint>
#include <stop_token>
#include <vector>

namespace epochlab::ui {

/// The learning-rate range test on a pool thread, for the window. Whoever drops it never waits: the test stops at its next batch, and
/// nothing of it is heard again. GUI thread.
class RateSearch : public QObject {
    Q_OBJECT
public:
    explicit RateSearch(core::RunServices services, QObject* parent = nullptr);
    ~RateSearch() override;

    /// Gives up the test before, if it still runs.
    void start(const core::RateFinderRequest& request);
    bool running() const { return m_running; }

signals:
    void measured(const epochlab::core::RatePoint& point);
    void ended(const epochlab::core::RateTest& test);
    void failed(const epochlab::core::Error& error);

private:
    void take(std::int64_t generation, const core::Result<core::RateTest>& outcome);

    core::RunServices m_services;
    std::stop_source m_stop;
    std::int64_t m_generation = 0; ///< what an earlier test still says is not heard
    bool m_running = false;
};

} // namespace epochlab::ui
