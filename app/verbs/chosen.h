#pragma once

#include "base/result.h"
#include "verbs/arguments.h"

#include <string>
#include <utility>
#include <vector>

namespace epochlab::app {

/// What the word of a flag stands for; without the flag the first choice. Usage says which words there are.
template <typename Value>
core::Result<Value> chosen(const Arguments& arguments, const std::string& flag, const std::vector<std::pair<std::string, Value>>& choices) {
    if (!arguments.has(flag)) return choices.front().second;
    std::string names;
    for (const auto& [name, value] : choices) {
        if (name == arguments.get(flag)) return value;
        names += (names.empty() ? "" : ", ") + name;
    }
    return core::Error{core::ErrorCode::Usage, "--" + flag + " is one of " + names, arguments.get(flag),
                       "write --" + flag + " " + choices.front().first};
}

} // namespace epochlab::app
