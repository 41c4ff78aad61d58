#pragma once

#include "run/events.h"

#include <cstddef>
#include <mutex>
#include <vector>

namespace epochlab::core {

/// Lossless hand-over of events from training threads to one reader. Pushing never waits for the reader beyond the swap of two
/// pointers. Adjacent blocks of the same series are joined and older progress is replaced by newer, so memory grows with values, not with calls.
class Mailbox final : public RunObserver {
public:
    void onEvent(Event event) override; ///< any thread
    /// Everything since the last call, in order for each run. One reading thread.
    std::vector<Event> drain();

private:
    std::mutex m_mutex;
    std::vector<Event> m_events;
};

} // namespace epochlab::core
