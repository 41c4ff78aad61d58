#pragma once

#include "compare/compared_run.h"

#include <string>
#include <vector>

namespace epochlab::core {

/// Ids of the fields in which any two of the runs differ, in table order; runs without settings are left out. A field that counts in none
/// of them does not differ.
std::vector<std::string> differingFields(const ComparedRuns& runs);

/// One text a run, made only of what differs ("width 64, lr 0.01"); its name where nothing does. No two are the same.
std::vector<std::string> legendTexts(const ComparedRuns& runs);

/// One field of two or more configurations.
struct ConfigurationRow {
    std::string id;
    std::string label; ///< "Learning rate"
    bool differs = false;
    std::vector<std::string> values; ///< one a run, as people read them; "–" where the field does not count
};
/// Every field that counts in any of the runs: first those that differ, then the same ones, each in table order.
std::vector<ConfigurationRow> configurationRows(const ComparedRuns& runs);

} // namespace epochlab::core
