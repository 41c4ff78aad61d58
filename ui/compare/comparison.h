#pragma once

#include "bridge/controller.h"
#include "compare/colouring.h"
#include "compare/differences.h"
#include "compare/group_curve.h"
#include "compare/summary.h"
#include "plot/curve_style.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace epochlab::ui {

/// What is asked of the ticked runs.
struct CompareQuestion {
    enum class Grouping { EachRun, AllButSeed, Field };

    core::Metric metric{};
    Grouping grouping = Grouping::EachRun;
    std::string field{};     ///< of Grouping::Field
    std::string colourBy{};  ///< a field; empty: each curve has a colour of its own
    core::RunId reference{}; ///< the run that the others are held against; empty: none
    core::Band band = core::Band::StandardDeviation;
    core::ComparedAxis axis = core::ComparedAxis::Epoch;
    double halfLife = 0.0; ///< steps of the moving average; 0: none
};

/// What it is asked of. The series are the controller's own: give it back on the GUI thread.
struct CompareSubject {
    core::ComparedRuns runs;
    std::vector<int> colours; ///< one a run: series index in the theme
    std::optional<core::ComparedRun> reference;
};

/// A line of the overlay: a group's mean with its band, or one run.
struct ComparedCurve {
    std::size_t group = 0; ///< its place in Comparison::groups
    QString key;           ///< the group's
    QString label;         ///< "width 64, n = 3"
    CurveStyle style;
    std::vector<double> x, y;
    std::vector<double> step;    ///< where each point is in the training
    std::vector<double> average; ///< of y; empty: none was asked for
    CurveBand band;
};

/// The answer, ready to be shown.
struct Comparison {
    std::vector<std::string> fields; ///< grouped by
    std::vector<core::RunGroup> groups;
    std::vector<core::SummaryRow> rows;
    std::vector<ComparedCurve> curves; ///< one a group
    std::vector<core::ConfigurationRow> settings;
    std::vector<std::string> runNames; ///< one a run, as the columns of `settings`
    std::vector<std::string> differing;
    std::optional<core::Colouring> colouring;
    std::optional<core::ReferenceLevel> reference;
    std::string reading;
};

/// What a comparison knows of a run of the window. GUI thread.
core::ComparedRun comparedRun(const RunRecord& record);
/// The ticked runs and the reference, without a copy of their values. GUI thread.
CompareSubject subjectOf(const Controller& controller, const CompareQuestion& question);

/// Any thread.
Comparison compare(const CompareSubject& subject, const CompareQuestion& question);

} // namespace epochlab::ui
