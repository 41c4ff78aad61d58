#pragma once

#include "params/param_set.h"

#define TOML_EXCEPTIONS 0
// The parser asserts that a key follows "[ ", which a broken file need not have, and two lines later reports that very fault as an error.
#define TOML_ASSERT(expr) static_assert(true)
#define TOML_MAX_NESTED_VALUES 64
#include <toml++/toml.h>

#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

// What the run file and the sweep file read and write alike. Private to core: no public header includes it.

/// "run.toml, line 2, column 1"
std::string tomlPlace(std::string_view origin, const toml::source_position& position);

/// ConfigSyntax with line and column; also where the text is over 1 MiB or nested too deeply. `origin` names the text.
Result<toml::table> parseToml(std::string_view text, std::string_view origin);

/// ParamSet::set with the value of a node; errors get the place.
Result<void> setFromToml(ParamSet& set, std::string_view id, const toml::node& node, const std::string& place);

/// The value as it stands behind "key = ". ParamSet takes no text with control characters, which would need more than quotes.
std::string tomlText(const ParamValue& value);

/// A key with its node.
struct TomlEntry {
    std::string key;
    const toml::node* node;
    toml::source_position position; ///< of the key
};

/// In the order of the file: the parser sorts by name.
std::vector<TomlEntry> entriesOf(const toml::table& table);

} // namespace epochlab::core
