#pragma once

#include "compare/groups.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// A handful of values in three numbers; NaN where there are too few for one.
struct Spread {
    std::int64_t count = 0;
    double mean = 0.0;
    double deviation = 0.0; ///< sample standard deviation; NaN for one value
};
/// Not finite values are left out.
Spread spreadOf(const std::vector<double>& values);

/// One group or run in the table. The values are those of its runs at their validation-best epochs. Runs that diverged or failed are
/// counted, and stand in no mean: their best epoch is that of a training which broke.
struct SummaryRow {
    std::size_t group = 0; ///< its place among the groups
    std::string label;
    std::vector<std::string> fields; ///< RunGroup::values
    std::int64_t runs = 0;
    std::int64_t diverged = 0;
    std::int64_t failed = 0;
    std::vector<double> values; ///< of the metric, one for each run that counts
    Spread best;                ///< the metric
    Spread epoch;               ///< the best epoch
    Spread test;                ///< test accuracy there
    bool isBest = false;        ///< the best mean of all, or written alike

    /// "2 of 5 diverged", or empty.
    std::string ends() const;
};

/// In the groups' order.
std::vector<SummaryRow> summarize(const ComparedRuns& runs, const std::vector<RunGroup>& groups, const Metric& metric);

enum class SummaryColumn { Label, Runs, Best, Epoch, Test };
/// By a column, ties in the order before; what has no value comes last either way. By Label: the groups' own order.
void sortSummary(std::vector<SummaryRow>& rows, SummaryColumn column, bool descending);

/// "0.964 ± 0.004", "0.964" for one value, "–" for none.
std::string spreadText(const Spread& spread, int digits = 3);

/// A level to compare curves with.
struct ReferenceLevel {
    std::string name; ///< "chance", "majority", or a run's text
    double value = 0.0;
};
/// What guessing reaches: chance is one over the classes, majority the share of the largest class in the validation rows. Only for an
/// accuracy; NaN and 0 are left out.
std::vector<ReferenceLevel> guessingLevels(const Metric& metric, double chance, double majority);

} // namespace epochlab::core
