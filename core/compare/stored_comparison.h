#pragma once

#include "base/result.h"
#include "compare/method_table.h"
#include "store/run_store.h"

namespace epochlab::core {

/// A kept run, its curves too. IoRead.
Result<ComparedRun> loadComparedRun(RunStore& store, const RunSummary& run);
/// The same with its answers to the rows that the metric is of.
Result<TabledRun> loadTabledRun(RunStore& store, const RunSummary& run, const Metric& metric);

/// How many rows a run's accuracies are of; 0: not known.
struct AnsweredCounts {
    std::int64_t validation = 0;
    std::int64_t test = 0;
};
/// IoRead.
Result<AnsweredCounts> answeredCounts(RunStore& store, const RunId& run);

} // namespace epochlab::core
