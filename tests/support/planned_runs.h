#pragma once

#include "run/sweep.h"

#include <string>
#include <vector>

namespace epochlab::test {

/// One text a run: "label | id=value id=value", the changed fields in the table's order.
inline std::vector<std::string> linesOf(const std::vector<core::PlannedRun>& runs) {
    std::vector<std::string> lines;
    for (const core::PlannedRun& run : runs) {
        lines.push_back(run.label + " |");
        for (const std::string& id : run.config.changed()) lines.back() += " " + id + "=" + run.config.textOf(id);
    }
    return lines;
}

} // namespace epochlab::test
