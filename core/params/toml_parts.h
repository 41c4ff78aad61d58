#pragma once

#include "params/param_set.h"

#define TOML_EXCEPTIONS 0
#define TOML_MAX_NESTED_VALUES 64
#include <toml++/toml.h>

#include <string>
#include <string_view>

namespace epochlab::core {

// What the run file and the recipe file read alike. Private to core: no public header includes it.

/// "run.toml, line 2, column 1"
std::string tomlPlace(std::string_view origin, const toml::source_position& position);

/// ConfigSyntax with line and column; also where the text is over 1 MiB or nested too deeply. `origin` names the text.
Result<toml::table> parseToml(std::string_view text, std::string_view origin);

/// ParamSet::set with the value of a node; errors get the place.
Result<void> setFromToml(ParamSet& set, std::string_view id, const toml::node& node, const std::string& place);

} // namespace epochlab::core
