#pragma once

#include "compare/summary.h"

#include <string>
#include <vector>

namespace epochlab::core {

/// What a comparison comes to, in one or two lines of plain words: what differs, what it did, and how far that can be believed. It claims
/// a trend over a field only where the rank correlation of all runs is beyond 95 % of chance (Kendall, corrected for ties), and a
/// difference of two groups only where Welch's 95 % interval leaves out zero; else it says that there is no clear one.
std::string readingOf(const ComparedRuns& runs, const std::vector<RunGroup>& groups, const std::vector<SummaryRow>& rows,
                      const Metric& metric);

/// Kendall's z of y over x: positive where y rises. 0 for less than three pairs or where either is constant.
double kendallZ(const std::vector<double>& x, const std::vector<double>& y);
/// Whether Welch's 95 % interval of the means' difference leaves out zero; false where either has less than two values.
bool clearlyDiffer(const Spread& left, const Spread& right);
/// Whether Student's 95 % interval of the mean leaves out the value; false for less than two values.
bool clearlyDiffers(const Spread& spread, double value);

} // namespace epochlab::core
