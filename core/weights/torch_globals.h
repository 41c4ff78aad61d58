#pragma once

#include "weights/pickle_value.h"

#include <string_view>

namespace epochlab::core {

/// The few names of Python that a file of weights needs. None of them runs Python: each stands for code here.
/// The global's value (PickleKind::Global); throws BrokenRule, naming it, for every other one.
PickleValue knownGlobal(std::string_view module, std::string_view name);

/// What a global gives for these arguments (REDUCE): an empty dictionary or a tensor. Throws BrokenRule.
PickleValue callGlobal(PickleValue global, PickleValue arguments, PickleHeap& heap);

/// The storage of a persistent id ("storage", type, key, location, count) (BINPERSID). Throws BrokenRule.
PickleValue storageOf(PickleValue id, PickleHeap& heap);

} // namespace epochlab::core
