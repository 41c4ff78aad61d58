#pragma once

#include "compare/compared_run.h"

#include <cstdint>
#include <string>
#include <vector>

namespace epochlab::core {

/// Runs that share the values of the fields grouped by.
struct RunGroup {
    std::string key;   ///< the same while runs come and go, and no other's: a run's id, or the values grouped by
    std::string label; ///< "width 64, lr 0.01", of the fields grouped by; "all runs" where there are none; no two are the same
    std::vector<std::string> values;  ///< of those fields, one each, as people read them; "–" where it does not count
    std::vector<std::size_t> members; ///< places in the runs given, ascending
    std::vector<std::string> varying; ///< ids of the other fields that differ within: what is averaged over
    std::size_t diverged = 0;         ///< of the members
    std::size_t failed = 0;           ///< ended by an error
};

/// What is grouped by unless something else is asked for: all that differs but the seed, which is averaged over.
std::vector<std::string> fieldsButTheSeed(const ComparedRuns& runs);

/// In the order of the fields' values, numbers by size, choices as in the table, texts by first use; what does not count comes last. Runs
/// without settings are a group each, at the end.
std::vector<RunGroup> groupRuns(const ComparedRuns& runs, const std::vector<std::string>& fields);
/// Each run by itself, in the order given, labelled by legendTexts().
std::vector<RunGroup> singleRuns(const ComparedRuns& runs);

} // namespace epochlab::core
