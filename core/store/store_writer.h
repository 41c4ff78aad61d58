#pragma once

#include "base/result.h"
#include "run/events.h"
#include "store/store_file.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace epochlab::core {

/// What a writer is given; tests have it smaller.
struct StoreWriterOptions {
    StoreFileOptions file = {};
    std::int64_t mostHeldValues = 1'000'000;
};

/// Listens to runs and writes them into a store while they train. One thread of its own, with its own connection, writes at least each
/// second, and at once what starts or ends a run; the run's thread only puts events into a queue. On a full disk nothing is dropped: the
/// events stay in memory, the error is told once, and writing goes on when there is space; so too where the store is removed or replaced
/// while it is open (IoWrite), until it is back. A checkpoint is the exception: the next one comes soon, and the one before stays; that of
/// the best epoch goes with the next one. Any thread.
class StoreWriter final : public RunObserver {
public:
    explicit StoreWriter(std::string directory, StoreWriterOptions options = {});
    /// Writes what is left, as far as the disk takes it.
    ~StoreWriter() override;
    /// Returns at once, but for a run's last event, at the end of the run's thread: that one waits until it was written or could not be.
    void onEvent(Event event) override;
    /// Waits until all that came before was written; false where it could not be.
    bool flush();
    /// Metric values that a crash can no longer lose.
    std::int64_t acknowledgedValues() const;
    /// Called from the writer's thread when there is an error to take.
    void onError(std::function<void()> tell);
    /// The first failure since the last success, if any (reported once).
    std::optional<Error> takeError();
    /// Called from the writer's thread, once each time: the values that the disk does not take have come to mostHeldValues, or the store
    /// has gone from its place, so all runs should pause (true); they have been written, so these can go on (false). Must return at once.
    void onPause(std::function<void(bool pause)> tell);
    /// Where the store can go on with a run that this writer was told of: the step of its newest checkpoint there, 0 before the first;
    /// nothing where not even its start was stored.
    std::optional<std::int64_t> keptStep(const RunId& run) const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::core
