#pragma once

#include <string>
#include <string_view>

namespace epochlab::core {

/// A foreign text as it may be shown in a terminal or a label: letters that steer a terminal or turn the direction of writing become '?'.
/// Tabs and line ends stay. `text` is UTF-8.
std::string showable(std::string_view text);
/// The same letters as their numbers, "\u001b", as in JSON; those among `kept`, such as "\n\t", stay.
std::string escaped(std::string_view text, std::string_view kept = {});
/// A foreign name as it may stand within a sentence: on one line, cut to 80 bytes.
std::string showableName(std::string_view name);

} // namespace epochlab::core
