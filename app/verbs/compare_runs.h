#pragma once

#include "store/run_store.h"
#include "verbs/arguments.h"

namespace epochlab::app {

/// runs compare RUN… or --filter WORDS: a table of groups of runs, and what it comes to. Returns the exit code.
int compareRuns(const Arguments& arguments, core::RunStore& store);
/// runs diff RUN RUN…: the settings of the runs beside each other, those that differ first.
int diffRuns(const Arguments& arguments, core::RunStore& store);

} // namespace epochlab::app
