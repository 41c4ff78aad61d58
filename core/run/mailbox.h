#pragma once

#include "run/events.h"

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace epochlab::core {

/// Lossless hand-over of events from training threads to one reader. Pushing never waits for the reader beyond the swap of two
/// pointers. Adjacent blocks of the same series are joined and older progress is replaced by newer, so memory grows with values, not
/// with calls. Within a run the order is kept, but for progress: it moves behind the blocks that follow it.
class Mailbox final : public RunObserver {
public:
    void onEvent(Event event) override; ///< any thread
    /// Everything since the last call, in order for each run. One reading thread.
    std::vector<Event> drain();

private:
    /// Where a run's latest events lie.
    struct Tail {
        std::optional<std::size_t> lastBlock; ///< index in m_events, while no other event of the run follows it
        std::optional<ProgressEvent> progress;
    };

    void flushProgress(const RunId& run, Tail& tail);
    bool joinBlock(const MetricBlock& block, const Tail& tail);

    std::mutex m_mutex;
    std::vector<Event> m_events;
    std::map<RunId, Tail> m_tails;
};

} // namespace epochlab::core
