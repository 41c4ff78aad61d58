#pragma once

#include "compare/groups.h"

#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// The values that a field has among groups of runs, in order, so that lines can take their colours from them.
struct Colouring {
    struct Value {
        std::string text;   ///< "lr 0.01"
        double place = 0.0; ///< on a colour scale, 0 … 1
    };
    std::string field;
    bool ordered = false;     ///< numbers, which take a colour scale in order; else each value takes a colour of its own
    bool logarithmic = false; ///< places are even in the logarithm: the values spread over decades
    std::vector<Value> values;
    std::vector<std::optional<std::size_t>> valueOf; ///< one a group: its place in `values`; nothing: it has several, or none
};

/// A seed is a number without an order. `field`: an id of the table.
Colouring colouringBy(const ComparedRuns& runs, const std::vector<RunGroup>& groups, const std::string& field);

} // namespace epochlab::core
