#pragma once

#include "base/result.h"
#include "compare/compared_run.h"
#include "compare/table_text.h"

#include <cstddef>
#include <string>
#include <vector>

namespace epochlab::core {

/// Fewer runs say too little of several fields.
inline constexpr std::size_t leastRunsOfSweep = 10;

/// What one field does to a metric, whatever the others do.
struct FieldShare {
    std::string field;      ///< its id
    std::string label;      ///< "learning rate"
    std::size_t levels = 0; ///< values, or groups of neighbouring ones, that runs are told apart by
    bool grouped = false;   ///< groups of neighbouring numbers, equally many runs in each, as hardly two runs have the same
    double share = 0.0;     ///< of the variance: between the levels' means, 0 … 1 (η²)
    double chance = 0.0;    ///< 95 % of the shares are below it where the field does nothing
    double p = 1.0;         ///< of a share as large by chance, with Holm's correction for the number of fields
    bool isClear() const;   ///< p is below 5 %
};

/// A one-way decomposition of variance for each field that differs. Shares of fields that go together overlap, so that they need not add up
/// to 1.
struct Importance {
    Metric metric;
    std::size_t runs = 0;                 ///< with a value
    std::size_t leftOut = 0;              ///< diverged, failed, still under way, or without a value
    std::vector<FieldShare> fields;       ///< from the largest share down
    std::vector<std::string> unspeakable; ///< labels of fields without an order that have another value in each run
};

/// Chance is what permuting the values among the runs makes: among those that are alike in all other fields where that can be done in a
/// thousand ways (as in a grid), else among all. The draws are the same each time. Usage with what is missing: ten runs with a value, a
/// field that differs, values that do.
Result<Importance> importanceOf(const ComparedRuns& runs, const Metric& metric);

/// "Learning rate explains 71 % of the variance of the validation accuracy; width, seed cannot be told from chance. 24 runs, …"
std::string importanceWords(const Importance& importance);
/// A field a row: share, what chance reaches, p, what that means.
TextTable importanceTable(const Importance& importance, TableFormat format);

} // namespace epochlab::core
