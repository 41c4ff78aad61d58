#pragma once

#include "compare/method_table.h"

namespace epochlab::core {

// What the parts of a table's code share. Private to core/compare.

/// From the cell's members: state, value, epochs and interval.
void fillCell(TableCell& cell, const std::vector<TabledRun>& runs, const Metric& metric);
/// What can only be said with all cells there: the best, and what cannot be told from it or from guessing.
void markCells(MethodTable& table, const std::vector<TabledRun>& runs);

} // namespace epochlab::core
