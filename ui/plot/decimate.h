#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace epochlab::ui {

struct Range {
    double lower = 0, upper = 1;
    bool operator==(const Range&) const = default;
    double size() const { return upper - lower; }
};

/// Indices [first, last) of ascending x inside the range, with one neighbour on either side so that lines reach the edge.
std::pair<std::size_t, std::size_t> visibleSlice(const std::vector<double>& x, Range range);

/// Points to draw for `columns` pixel columns: in a crowded column the first, lowest, highest and last value, in order of x, so
/// that no spike is lost. NaN y stays as a gap; with logarithmic axes what is not positive becomes a gap.
std::vector<std::pair<double, double>> decimate(const std::vector<double>& x, const std::vector<double>& y, Range range, int columns,
                                                bool xLogarithmic, bool yLogarithmic);

/// Cuts lines off that leave the range so far above or below it that drawing them would take seconds: where they pass its height times
/// `heights` beyond it, on a linear or logarithmic axis. What is within the range stays as it is.
std::vector<std::pair<double, double>> cutFar(const std::vector<std::pair<double, double>>& points, Range y, double heights,
                                              bool xLogarithmic, bool yLogarithmic);

} // namespace epochlab::ui
