#pragma once

#include "bridge/run_record.h"
#include "plot/plot_event.h"

namespace epochlab::ui {

/// A run's changes of the learning rate, at their places on an axis of epochs: x is the share of the run that was trained with the rate
/// before ("2" for a change right after the second epoch). Several changes at one step are one.
PlotEvents rateMarks(const RunRecord& record);

} // namespace epochlab::ui
