#pragma once

#include "compare/compared_run.h"

#include <array>
#include <cstdint>
#include <string>

namespace epochlab::core {

/// What a figure shows of the runs.
struct CaptionedFigure {
    std::string quantity;               ///< "Training and validation loss"
    std::string axis;                   ///< "epoch"; empty: none to be named
    std::array<std::int64_t, 3> rows{}; ///< of the data by Split; 0: not known. Of several data sets it says nothing
    std::string note;                   ///< what was done to the values: "smoothed, half-life 50 steps"; may be empty
};

/// One sentence to stand below the figure in a report: the data, what varies over the runs, what is the same in all, seeds and n. Of the
/// settings that are the same it names those that stand in the form, and the others that are not as they are by themselves. Empty: there
/// is no run.
std::string captionOf(const ComparedRuns& runs, const CaptionedFigure& figure);

} // namespace epochlab::core
