#pragma once

#include "store/run_store.h"

#include <string>

namespace epochlab::core {

/// Adds a word to the tags of a run, behind those that it has; nothing where it is among them. RunNotFound, IoWrite.
Result<void> addTag(RunStore& store, const RunId& run, const std::string& tag);

} // namespace epochlab::core
