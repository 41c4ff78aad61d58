#pragma once

#include "compare/compared_run.h"
#include "compare/table_text.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// One upright axis: a field that differs, or the metric.
struct ParallelAxis {
    struct Tick {
        double place = 0.0; ///< 0 … 1, from the bottom
        std::string text;
    };
    std::string field; ///< its id; of the metric its series
    std::string label;
    bool logarithmic = false;
    std::vector<Tick> ticks{}; ///< from the bottom up: each value where there are few, else round numbers
};

/// One run through all axes.
struct ParallelLine {
    std::size_t run = 0;                         ///< its place among the runs given
    std::vector<std::optional<double>> places{}; ///< one an axis; nothing only for a metric that it does not have
    std::vector<std::string> values{};           ///< as people read them, as many
    double metric = 0.0;                         ///< NaN where it has none
    std::string state{};
};

/// Runs as lines through the settings in which they differ, the metric last. Numbers stand by size, in their logarithm where the field says
/// so; choices, switches and texts evenly. Where a field does not count in a run it is at the bottom, apart from the values ("–").
struct ParallelPlot {
    Metric metric{};
    std::vector<ParallelAxis> axes{}; ///< the metric's at the end
    std::vector<ParallelLine> lines{};
    double low = 0.0; ///< the metric's range
    double high = 1.0;
};

/// Runs without settings are left out. Without axes where they differ in none.
ParallelPlot parallelPlot(const ComparedRuns& runs, const Metric& metric);

/// A run a row: its id, the fields' values, the metric and how it ended.
TextTable parallelTable(const ParallelPlot& plot, const ComparedRuns& runs, TableFormat format);

} // namespace epochlab::core
