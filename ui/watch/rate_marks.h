#pragma once

#include "bridge/run_record.h"
#include "plot/plot_event.h"

namespace epochlab::ui {

/// "learning rate 0.01 → 0.003", "cosine → constant, lr 0.004 → 0.01", "constant → cosine at lr 0.01"; empty where
/// nothing is other than before.
QString rateMarkText(const core::LearningRateEvent& change);

/// A run's changes of the learning rate and its schedule, at their places on an axis of epochs: x is the share of the run that was trained
/// with the rate before ("2" for a change right after the second epoch). Several changes at one step are one.
PlotEvents rateMarks(const RunRecord& record);

} // namespace epochlab::ui
