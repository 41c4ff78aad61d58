#pragma once

#include "store/run_store.h"
#include "verbs/arguments.h"

namespace epochlab::app {

/// runs export RUN…|--all with --out FILE, --tensorboard DIR or --csv FILE. Returns the exit code.
int exportRuns(const Arguments& arguments, core::RunStore& store);
/// runs import PATH: an archive, or a log of another program.
int importRuns(const Arguments& arguments, core::RunStore& store);

} // namespace epochlab::app
