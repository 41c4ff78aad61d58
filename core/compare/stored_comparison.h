#pragma once

#include "base/result.h"
#include "compare/method_table.h"
#include "store/run_store.h"

namespace epochlab::core {

/// A kept run, its curves too. IoRead.
Result<ComparedRun> loadComparedRun(RunStore& store, const RunSummary& run);
/// The same for a table, with the series that the metric takes and no others, and the run's answers to the rows that it is of.
Result<TabledRun> loadTabledRun(RunStore& store, const RunSummary& run, const Metric& metric);
/// What the run's best epoch made of the rows that a metric is of; null where nothing is kept of them. IoRead.
Result<std::shared_ptr<const AnsweredRows>> loadAnsweredRows(RunStore& store, const RunSummary& run, const Metric& metric);

/// How many rows a run's accuracies are of; 0: not known.
struct AnsweredCounts {
    std::int64_t validation = 0;
    std::int64_t test = 0;
};
/// IoRead.
Result<AnsweredCounts> answeredCounts(RunStore& store, const RunId& run);

} // namespace epochlab::core
