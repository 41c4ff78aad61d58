#pragma once

#include "compare/summary.h"

#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// A run as the level that others are held against: its value at its best epoch, named. Nothing where that is not known.
std::optional<ReferenceLevel> referenceLevel(const ComparedRun& run, const Metric& metric);

/// Mean less the reference's value; NaN where there is no mean.
double differenceTo(const ReferenceLevel& reference, const SummaryRow& row);
/// "+0.013", "−0.002", "–".
std::string differenceText(const ReferenceLevel& reference, const SummaryRow& row);

/// How the best row stands to the reference, in a sentence. It is "clearly" better or worse only where Student's 95 % interval of its mean
/// leaves the reference's value out; of one run nothing is claimed. Empty where no row has a value.
std::string referenceWords(const ReferenceLevel& reference, const std::vector<SummaryRow>& rows, const Metric& metric);

} // namespace epochlab::core
