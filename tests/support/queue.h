#pragma once

#include "run/scheduler.h"
#include "support/config.h"
#include "support/recording_observer.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace epochlab::test {

inline core::RunRequest requestOf(core::RunId id, const Fields& fields) { return {std::move(id), configOf(fields)}; }
inline core::RunRequest shortRun(core::RunId id) { return requestOf(std::move(id), {{"epochs", "2"}}); }
inline core::RunRequest endlessRun(core::RunId id) { return requestOf(std::move(id), {{"epochs", "100000"}}); }

/// Ids of the runs with this kind of event, in the order in which the events came.
template <typename Payload> std::vector<core::RunId> idsOf(const RecordingObserver& seen) {
    std::vector<core::RunId> ids;
    for (const core::Event& event : seen.events())
        if (std::holds_alternative<Payload>(event.payload)) ids.push_back(event.run);
    return ids;
}

inline std::map<core::RunId, core::RunEnd> endsOf(const RecordingObserver& seen) {
    std::map<core::RunId, core::RunEnd> ends;
    for (const core::Event& event : seen.events())
        if (const auto* end = std::get_if<core::FinishedEvent>(&event.payload)) ends[event.run] = end->end;
    return ends;
}

inline void expectProgress(const core::Scheduler& queue, std::size_t done, std::size_t running, std::size_t total) {
    const core::QueueProgress progress = queue.progress();
    EXPECT_EQ(progress.done, done);
    EXPECT_EQ(progress.running, running);
    EXPECT_EQ(progress.total, total);
}

} // namespace epochlab::test
