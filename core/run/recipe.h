#pragma once

#include "base/result.h"
#include "run/sweep.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

/// The table of two fields that a recipe ends in (core/compare/method_table.h).
struct RecipeTable {
    std::string rows; ///< a field; empty: the method, else what differs first
    std::string columns = "learning-rate";
    std::string metric = "test_accuracy";
};

/// A sweep with a question: the content of a recipe file (docs/recipes.md).
struct Recipe {
    std::string name;  ///< the file's, without folder and ending: "learning-rate"
    std::string title; ///< "Learning rate"; the name where the file has none
    std::string question;
    Sweep sweep;
    std::vector<Setting> quick;       ///< win over the sweep in a quick look
    std::optional<RecipeTable> table; ///< nothing: its runs are listed
    bool needsPictures = false;       ///< it says nothing without pictures of the user's own
};

/// `origin` is the file's path and names it in errors, which have line and column: ConfigSyntax, ConfigUnknownParameter (with "did you
/// mean"), ConfigType, ConfigRange, ConfigConflict. What it returns can be planned, quick or not.
Result<Recipe> readRecipe(std::string_view toml, std::string_view origin);

/// planRuns of its sweep; a run alone that varies nothing is called as the recipe.
Result<std::vector<PlannedRun>> planRuns(const Recipe& recipe, bool quick, SettingTexts overrides = {});

/// The recipe of a file. ConfigSyntax where it cannot be read.
Result<Recipe> loadRecipe(const std::string& path);
/// All *.toml of a folder, by name. IoRead where there are none.
Result<std::vector<Recipe>> loadRecipes(const std::string& folder);
/// By its name in the folder, or a file by its path (with a slash or the ending .toml). Usage for an unknown name.
Result<Recipe> findRecipe(const std::string& folder, const std::string& nameOrPath);

} // namespace epochlab::core
