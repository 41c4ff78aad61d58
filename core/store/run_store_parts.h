#pragma once

#include "store/run_store.h"

namespace epochlab::core {

Error runNotFound(const std::string& what, const std::string& run);

/// Where a branch began.
struct BranchOrigin {
    RunId run;              ///< that it is a branch of
    std::int64_t step = 0;  ///< of the checkpoint
    std::int64_t event = 0; ///< its number: events of the branch itself have higher ones, and those copied from the run lower ones
};

struct RunStore::Parts {
    std::string directory;
    StoreFileOptions options;
    std::optional<StoreFile> file;

    Result<void> open();
    /// False where nothing is stored yet.
    Result<bool> openToRead();
    Result<Connection*> openToWrite();
    Result<void> update(const char* column, const RunId& run, const std::string& value);
    /// As find(); @last, @best and @worst are among those of `among`, and `none` says that there are none, before the store's name.
    Result<RunSummary> lookUp(const std::string& run, const std::string& among, const std::string& none);
    std::shared_ptr<const RunCheckpoint> newestCheckpoint(const RunSummary& run);
    Result<std::shared_ptr<const RunCheckpoint>> checkpointAt(const RunSummary& run, const std::string& at);
    Result<std::vector<KeptCheckpoint>> checkpointsOf(const RunSummary& run);
    /// Nothing where it is no branch.
    Result<std::optional<BranchOrigin>> originOf(const RunSummary& run);
    /// Planned and made, of events with a number beyond `after`.
    Result<std::vector<RateChange>> rateChangesOf(const RunSummary& run, std::int64_t after = 0);
    /// Makes it this process's, unless another was quicker.
    Result<void> claim(const RunSummary& run);
    std::shared_ptr<const ModelWeights> weightsAt(RunStore& store, const RunSummary& run, std::int64_t epoch);
    std::string compareWeights(RunStore& store, RerunVerdict& verdict, const RunSummary& original, const RunSummary& rerun);
    std::string folderOf(const RunId& id) const { return directory + "/runs/" + id; }
};

} // namespace epochlab::core
