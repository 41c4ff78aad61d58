#pragma once

#include "base/result.h"
#include "store/stored_run.h"

#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// A run that has come into a store.
struct TakenRun {
    RunId id;
    RunId idInArchive;              ///< of an archive's run; another one where the store has a run of that id already
    std::string name;               ///< of a log
    std::string source;             ///< of a log: the path it was read from
    std::size_t series = 0;         ///< of a log
    std::vector<std::string> notes; ///< of a log: what was taken for what, what was left out
};

/// Takes an archive of runs, a training log or a folder of logs into a store, all of it or nothing. `name`: of a log, with
/// several before the own name of each; empty: its own. An archive's runs keep theirs. Errors of importRuns(), readTrainingLogs() and
/// keepImportedRuns().
Result<std::vector<TakenRun>> takeRuns(const std::string& storeDirectory, const std::string& path, const std::string& name = {});

/// Leaves those that are no longer trained.
std::size_t dropTrained(std::vector<RunSummary>& runs); ///< returns how many are still trained, and went

/// A folder in FOLDER for each run, which TensorBoard shows side by side. Errors of writeTensorBoardLog() and loadLoggedSeries().
Result<void> exportTensorBoard(const std::string& storeDirectory, std::span<const RunSummary> runs, const std::string& folder);
/// One value a line, of all runs. The same errors.
Result<void> exportCsv(const std::string& storeDirectory, std::span<const RunSummary> runs, const std::string& path);

} // namespace epochlab::core
