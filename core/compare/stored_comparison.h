#pragma once

#include "base/result.h"
#include "compare/method_table.h"
#include "store/run_store.h"

namespace epochlab::core {

/// A kept run, its curves too. IoRead.
Result<ComparedRun> loadComparedRun(RunStore& store, const RunSummary& run);
/// The same with its answers to the rows that the metric is of.
Result<TabledRun> loadTabledRun(RunStore& store, const RunSummary& run, const Metric& metric);

} // namespace epochlab::core
