#pragma once

#include "params/param_set.h"
#include "run/events.h"
#include "store/process_identity.h"
#include "store/store_file.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// A run of a queue that has not come to its end.
struct QueuedRun {
    RunId id;
    std::string name;
    std::shared_ptr<const ParamSet> config;
    std::vector<RateChange> rateChanges = {}; ///< that it is to make; of an interrupted one the store knows them
    bool interrupted = false;                 ///< it had begun, and can be gone on with as an interrupted run
    bool operator==(const QueuedRun&) const = default;
};

/// What the dead have left.
struct LeftQueue {
    std::vector<QueuedRun> runs; ///< in their order
    std::vector<Error> problems; ///< of runs whose settings cannot be read; they stay where they are
};

/// What one process has queued, kept in the store so that the next one can go on with it. Nothing is touched before it is needed. One
/// thread at a time; any number of processes.
class StoredQueue {
public:
    /// directory: of the store.
    explicit StoredQueue(std::string directory, ProcessIdentity owner = thisProcess(), StoreFileOptions options = {});
    /// Makes what dead processes have left this process's own, unless another was quicker. Runs that have ended since, that somebody goes
    /// on with or that were deleted, are forgotten. Nothing where the store is read-only.
    Result<LeftQueue> takeOver();
    /// What this process has still to train, in this order. Writes what differs from the last time.
    Result<void> write(std::span<const QueuedRun> runs);

private:
    struct Kept {
        std::int64_t place;
        QueuedRun run;
    };
    Result<void> openToWrite();
    Result<LeftQueue> claimRows();
    Result<void> writeRows(std::span<const QueuedRun> runs, std::map<RunId, Kept>& next);

    const std::string m_directory;
    const ProcessIdentity m_owner;
    const StoreFileOptions m_options;
    struct Opened;
    std::shared_ptr<Opened> m_opened;
    std::map<RunId, Kept> m_kept; ///< as the store has it
};

} // namespace epochlab::core
