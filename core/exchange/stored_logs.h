#pragma once

#include "base/result.h"
#include "exchange/training_logs.h"
#include "store/stored_run.h"

#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// Keeps logged trainings in a store, all or none, as runs of the state "imported": they can be listed, named, drawn and exported, and
/// have no settings and no model. Steps count from 1 in a store, so that a training whose steps begin with 0 is moved by one. Returns
/// their ids, in the same order. IoRead, IoNoSpace, IoWrite.
Result<std::vector<RunId>> keepImportedRuns(const std::string& storeDirectory, std::vector<ImportedRun> runs);

/// All that a stored run has measured, called as in the store, with the time of each value where the run knows it.
Result<std::vector<LoggedSeries>> loadLoggedSeries(const std::string& storeDirectory, const RunSummary& run);

/// One value a line: run,series,step,value. Several runs are told apart by their ids.
std::string csvOf(const RunId& run, std::span<const LoggedSeries> series);
inline constexpr const char* csvHeader = "run,series,step,value\n";

} // namespace epochlab::core
