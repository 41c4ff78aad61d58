#pragma once

#include "compare/curve_axis.h"
#include "compare/groups.h"

#include <cstdint>
#include <vector>

namespace epochlab::core {

/// Half of the values around a mean, or the outermost ones.
enum class Band { StandardDeviation, StandardError, MinimumMaximum };

/// A group's series over its runs, one entry an x. Runs are put together by epoch (of "batch_loss": by step) on every axis; x is then the
/// mean of their steps or seconds there. Sums are kept in double by Welford's recurrence.
struct GroupCurve {
    std::vector<double> x;    ///< ascending
    std::vector<double> step; ///< the mean of the runs' steps there
    std::vector<double> mean;
    std::vector<double> deviation;   ///< sample standard deviation (n − 1); NaN where n is 1
    std::vector<double> low;         ///< the smallest value
    std::vector<double> high;        ///< the largest value
    std::vector<std::int64_t> count; ///< n: runs with a finite value there; falls where some have ended
    std::size_t notFinite = 0;       ///< values that are NaN or infinite, left out of all of the above

    bool empty() const { return x.empty(); }
};

/// Places where no run has a finite value are left out.
GroupCurve groupCurve(const ComparedRuns& runs, const RunGroup& group, const Metric& metric, ComparedAxis axis);

struct BandEdges {
    std::vector<double> lower;
    std::vector<double> upper;
};
/// NaN where one run alone says nothing of a spread.
BandEdges bandOf(const GroupCurve& curve, Band band);

struct RunCurve {
    std::vector<double> x; ///< ascending
    std::vector<double> step;
    std::vector<double> y;
};
/// One run's series on an axis, as it is; not finite values are kept as gaps. Time leaves out what is not timed.
RunCurve runCurve(const ComparedRun& run, const Metric& metric, ComparedAxis axis);

} // namespace epochlab::core
