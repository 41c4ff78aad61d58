#pragma once

#include "bridge/controller.h"
#include "compare/differences.h"
#include "compare/group_curve.h"
#include "compare/summary.h"

#include <string>
#include <vector>

namespace epochlab::ui {

/// What is asked of the ticked runs.
struct CompareQuestion {
    enum class Grouping { EachRun, AllButSeed, Field };

    core::Metric metric{};
    Grouping grouping = Grouping::EachRun;
    std::string field{}; ///< of Grouping::Field
    core::Band band = core::Band::StandardDeviation;
    core::ComparedAxis axis = core::ComparedAxis::Epoch;
    double smoothing = 0.0; ///< weight of what came before, 0 … 1 (exclusive); 0: none
};

/// A line of the overlay: a group's mean with its band, or one run.
struct ComparedCurve {
    std::size_t group = 0; ///< its place in Comparison::groups
    int colour = 0;        ///< series index in the theme
    std::vector<double> x, y;
    std::vector<double> raw; ///< y before smoothing; empty: it is y
    std::vector<double> lower, upper;
    std::vector<int> count;
};

/// The answer, ready to be shown.
struct Comparison {
    std::vector<std::string> fields; ///< grouped by
    std::vector<core::RunGroup> groups;
    std::vector<core::SummaryRow> rows;
    std::vector<ComparedCurve> curves;
    std::vector<core::ConfigurationRow> settings;
    std::vector<std::string> runNames; ///< one a run, as the columns of `settings`
    std::vector<std::string> differing;
    std::string reading;
};

/// The ticked runs, with what a question needs of their series. GUI thread; `colours`: one a run.
core::ComparedRuns comparedRuns(const Controller& controller, const CompareQuestion& question, std::vector<int>& colours);

/// Any thread.
Comparison compare(const core::ComparedRuns& runs, const std::vector<int>& colours, const CompareQuestion& question);

} // namespace epochlab::ui
