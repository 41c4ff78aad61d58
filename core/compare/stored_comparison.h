#pragma once

#include "base/result.h"
#include "compare/compared_run.h"
#include "store/run_store.h"

namespace epochlab::core {

/// A kept run, its curves too. IoRead.
Result<ComparedRun> loadComparedRun(RunStore& store, const RunSummary& run);

} // namespace epochlab::core
