#pragma once

#include "bridge/run_record.h"

namespace epochlab::ui {

/// Writes one event of the run into its record.
void applyEvent(RunRecord& record, core::EventPayload payload);
/// Brings `best` up to the epochs that have come in.
void updateBest(RunRecord& record);

} // namespace epochlab::ui
