#pragma once

#include "run/events.h"

#include <cstdint>
#include <string>

namespace epochlab::core {

/// What came of training a stored run again: whether the new run is the old one bit for bit.
struct RerunVerdict {
    RunId original;
    RunId rerun;
    bool identical = false;
    std::int64_t values = 0;  ///< compared: every series but the wall clock's, gradients included, as far as the original came
    std::int64_t tensors = 0; ///< compared: weights of the original's best and last epoch, as far as both are kept
    std::int64_t after = 0;   ///< of a branch: up to this step it took its values over from another run, and they are not compared
    std::string text;         ///< "identical to ID: 1,234 values and 12 tensors, bit for bit", or where it differs first, and why it may

    /// "rerun-identical", or the warning "rerun-differs".
    NoteEvent note() const;
};

} // namespace epochlab::core
