#pragma once

#include "run/recipe.h"
#include "run/sweep_reader.h"

namespace epochlab::core {

// [[figure]] and [[ask]] of a recipe's file. Private to core/run.

/// Every [[figure]]; names are unique, and what a kind needs is there.
Result<std::vector<RecipeFigure>> figuresOf(const TomlEntry& part, const SweepReader& reader);
/// Every [[ask]]; ids are unique.
Result<std::vector<RecipeQuestion>> questionsOf(const TomlEntry& part, const SweepReader& reader);
/// One of a table's parts: "rows", "columns", "metric".
Result<void> takeTablePart(const TomlEntry& entry, RecipeTable& table, const SweepReader& reader);

} // namespace epochlab::core
