#pragma once

#include "compare/table_text.h"
#include "store/run_store.h"
#include "verbs/arguments.h"

namespace epochlab::app {

/// Those that --filter lets through, then those that the words from `firstWord` on name, each once. Usage, RunNotFound where there are
/// none.
core::Result<std::vector<core::RunSummary>> chosenRuns(const Arguments& arguments, core::RunStore& store, std::size_t firstWord);
/// Of --format: text, csv, md or latex. Usage.
core::Result<core::TableFormat> formatOf(const Arguments& arguments);

/// runs compare RUN… or --filter WORDS: a table of groups of runs, and what it comes to. Returns the exit code.
int compareRuns(const Arguments& arguments, core::RunStore& store);
/// runs diff RUN RUN…: the settings of the runs beside each other, those that differ first.
int diffRuns(const Arguments& arguments, core::RunStore& store);

} // namespace epochlab::app
