#pragma once

#include "compare/method_table.h"
#include "store/run_store.h"
#include "verbs/arguments.h"

#include <string>
#include <vector>

namespace epochlab::app {

/// The table of stored runs as the command prints it, and what trains its empty cells. Returns the exit code.
int printMethodTable(core::RunStore& store, const std::vector<core::RunSummary>& runs, const core::TableQuestion& question,
                     const Arguments& arguments);

} // namespace epochlab::app
