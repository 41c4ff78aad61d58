#pragma once

#include "store/run_store.h"
#include "verbs/recipe_printer.h"

#include <vector>

namespace epochlab::app {

/// What the recipes come to: each figure's title and reading, with --json a line {"event":"recipe_figure",…}; with --out its data files.
/// Of a recipe that has no figures of its own, only where there is --out. Returns the exit code.
int printRecipeFigures(core::RunStore& store, const std::vector<RecipeTask>& tasks, const Arguments& arguments);

} // namespace epochlab::app
