#pragma once

#include "verbs/arguments.h"

namespace epochlab::app {

/// recipe answers: prints what the store keeps, as TOML (--json: as JSON); recipe answers FILE: takes in such a file.
int runRecipeAnswers(const Arguments& arguments);

} // namespace epochlab::app
