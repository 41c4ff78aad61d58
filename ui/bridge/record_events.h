#pragma once

#include "bridge/run_record.h"
#include "run/live_run.h"

namespace epochlab::ui {

/// What the window asks of every run: to be kept, and to tell of the pictures that Watch shows.
core::RunRequest toBeWatched(core::RunRequest request);
/// Writes one event of the run into its record.
void applyEvent(RunRecord& record, core::EventPayload payload);
/// Brings `best` up to the epochs that have come in.
void updateBest(RunRecord& record);

} // namespace epochlab::ui
