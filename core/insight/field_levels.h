#pragma once

#include "compare/compared_run.h"

#include <cstddef>
#include <string>
#include <vector>

namespace epochlab::core {

/// Whether a run's value stands for its settings: it has ended, and neither diverged nor failed.
bool countsInMeans(const ComparedRun& run);

/// What tells runs apart in one field.
struct FieldLevels {
    std::string field;
    std::string label;                ///< within a sentence
    std::size_t count = 0;            ///< levels, 2 or more, each of some run
    bool grouped = false;             ///< each is a group of neighbouring numbers
    std::vector<std::size_t> levelOf; ///< one a run
};

/// Of the fields that differ. Each value is a level, and so is "does not count"; numbers (but the seed) of which there are more than one
/// for three runs become groups of neighbours, two to five. Precondition: every run has settings.
std::vector<FieldLevels> fieldLevels(const ComparedRuns& runs);

} // namespace epochlab::core
