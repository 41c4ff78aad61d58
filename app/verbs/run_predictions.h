#pragma once

#include "store/run_store.h"
#include "verbs/arguments.h"

namespace epochlab::app {

/// runs predictions RUN: what the best epoch answered for each row of a split. Returns the exit code.
int printPredictions(const Arguments& arguments, core::RunStore& store);

} // namespace epochlab::app
