#pragma once

#include <string>

namespace epochlab::core {

/// $XDG_CACHE_HOME/epochlab, else ~/.cache/epochlab; empty where there is no home either. A relative value is ignored, as the base
/// directory specification wants it.
std::string cacheFolder();

/// $XDG_DATA_HOME/epochlab/recipes, else ~/.local/share/epochlab/recipes: the user's own; empty where there is no home either. It need not
/// exist.
std::string userRecipeFolder();

} // namespace epochlab::core
