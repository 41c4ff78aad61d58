#pragma once

#include "compare/method_table.h"
#include "run/recipe.h"
#include "store/run_store.h"
#include "verbs/arguments.h"

#include <string>
#include <vector>

namespace epochlab::app {

/// The table of stored runs as the command prints it, and what trains its empty cells. Returns the exit code.
int printMethodTable(core::RunStore& store, const std::vector<core::RunSummary>& runs, const core::TableQuestion& question,
                     const Arguments& arguments);

/// What a recipe's runs came to, as its file wants it; with --json a line {"event":"recipe_table",…}.
void printRecipeTable(core::RunStore& store, const core::Recipe& recipe, const std::vector<core::RunId>& runs, bool json);

} // namespace epochlab::app
