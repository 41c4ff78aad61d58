#pragma once

#include "run/events.h"

#include <condition_variable>
#include <mutex>
#include <vector>

namespace epochlab::test {

/// Keeps every event and lets a test wait for one without sleeping.
class RecordingObserver final : public core::RunObserver {
public:
    void onEvent(core::Event event) override {
        const std::lock_guard lock(m_mutex);
        m_events.push_back(std::move(event));
        m_changed.notify_all();
    }

    std::vector<core::Event> events() const {
        const std::lock_guard lock(m_mutex);
        return m_events;
    }

    /// Until `count` events of this kind for which `matches` holds have come.
    template <typename Payload, typename Matches> void await(std::size_t count, Matches matches) const {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] {
            std::size_t found = 0;
            for (const core::Event& event : m_events)
                if (const auto* payload = std::get_if<Payload>(&event.payload); payload != nullptr && matches(*payload)) ++found;
            return found >= count;
        });
    }
    void awaitPhase(core::RunPhase phase, std::size_t count = 1) const {
        await<core::PhaseEvent>(count, [phase](const core::PhaseEvent& event) { return event.phase == phase; });
    }
    core::FinishedEvent awaitFinished() const {
        await<core::FinishedEvent>(1, [](const auto&) { return true; });
        return all<core::FinishedEvent>().front();
    }

    template <typename Payload> std::vector<Payload> all() const {
        const std::lock_guard lock(m_mutex);
        std::vector<Payload> found;
        for (const core::Event& event : m_events)
            if (const auto* payload = std::get_if<Payload>(&event.payload)) found.push_back(*payload);
        return found;
    }

    /// All values of a series, its blocks joined.
    std::vector<double> series(std::string_view name) const {
        std::vector<double> values;
        for (const core::MetricBlock& block : all<core::MetricBlock>())
            if (block.series == name) values.insert(values.end(), block.values.begin(), block.values.end());
        return values;
    }

private:
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    std::vector<core::Event> m_events;
};

} // namespace epochlab::test
