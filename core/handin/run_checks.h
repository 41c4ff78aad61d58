#pragma once

#include "handin/hand_in_parts.h"
#include "handin/verify.h"

#include <vector>

namespace epochlab::core {

// What verifyHandIn() is made of. Private to core/handin.

/// Whether what the store says of a run agrees with itself: best epoch, its values, the answers of its rows, the number of epochs.
void checkRun(RunStore& store, const RunSummary& run, std::vector<HandInFinding>& findings);

/// Trains one run again and says whether it is the original. Findings, or notes where it could not be tried.
void rerunAndCompare(const std::string& directory, const RunSummary& run, const HandInCheck& check, HandInVerdict& verdict);

} // namespace epochlab::core
