#pragma once

#include "run/live_run.h"
#include "store/run_store.h"
#include "verbs/arguments.h"

#include <functional>

namespace epochlab::app {

/// One run to its end, printed and, where there is a store, kept. Returns the exit code. `beforeEnd` is called on the run's thread once the
/// run was kept whole and before its end is printed; it may be empty.
int followRun(core::RunRequest request, const Arguments& arguments, const core::RunStore* store,
              const std::function<void(const core::FinishedEvent& end)>& beforeEnd = {});

} // namespace epochlab::app
