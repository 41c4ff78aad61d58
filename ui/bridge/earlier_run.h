#pragma once

#include "bridge/run_record.h"
#include "store/run_store.h"

namespace epochlab::ui {

/// Reads all that the window shows of a run: settings, curves, and its model where a decision map can be drawn of it. The store's thread.
core::Result<EarlierRun> loadEarlierRun(core::RunStore& store, const core::RunId& id);

/// Stored curves as the events that told them.
void takeCurves(RunRecord& record, core::StoredCurves curves);

/// What the run's events would have left in a record here. Colour, tick and a name made of what differs are the caller's.
RunRecord recordOf(EarlierRun run);

/// Whether all that `before` knows stands at the beginning of what `after` does, so that a plot goes on instead of beginning anew.
bool goesOn(const RunRecord& before, const RunRecord& after);

} // namespace epochlab::ui
