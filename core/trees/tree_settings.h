#pragma once

#include "params/param_set.h"

#include <cstdint>
#include <string>

namespace epochlab::core {

/// The training rows that trees are grown on.
struct TreeRows {
    std::int64_t rows = 0;
    std::int64_t features = 0;
};

/// "exact", "hist" or "approx": what the field says; where that is "auto", histograms where they stay below 1 GiB, else exact. A function
/// of the settings and the size of the data alone, so that a run means the same on every machine.
std::string treeMethodOf(const ParamSet& config, const TreeRows& data);

/// Bytes that growing a tree takes beside the rows themselves: sorted columns for exact; bin numbers, and a histogram for each inner node
/// of a tree, for the other two.
std::int64_t treeWorkBytes(const ParamSet& config, const TreeRows& data);

} // namespace epochlab::core
