#pragma once

#include "base/result.h"
#include "params/param_set.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace epochlab::core {

struct Setting {
    std::string id;
    ParamValue value;
};

/// One training that a recipe needs: the fields it has for itself.
struct RecipeRun {
    std::string label; ///< its name, or made of its fields: "Learning rate 0.01"; unique in the recipe
    std::vector<Setting> settings;
    std::string where; ///< its place in the file, for errors
};

/// A question of the lab, or any list or grid of runs: the content of a recipe file (docs/recipes.md).
struct Recipe {
    std::string name;  ///< the file's, without folder and ending: "learning-rate"
    std::string title; ///< "Learning rate"; the name where the file has none
    std::string question;
    std::vector<Setting> settings; ///< of every run
    std::vector<Setting> quick;    ///< win over all others in a quick look
    std::vector<RecipeRun> runs;   ///< at least one; the grid is written out
};

struct PlannedRun {
    std::string label;
    ParamSet config; ///< valid
};

/// `origin` is the file's path and names it in errors, which have line and column: ConfigSyntax, ConfigUnknownParameter (with "did you
/// mean"), ConfigType, ConfigRange, ConfigConflict. What it returns can be planned, quick or not.
Result<Recipe> readRecipe(std::string_view toml, std::string_view origin);

/// Ids and texts that win over all that a recipe says, like the flags of the command line.
using SettingTexts = std::span<const std::pair<std::string, std::string>>;

/// The runs in the recipe's order. ParamSet's errors; ConfigConflict where two runs come out the same.
Result<std::vector<PlannedRun>> planRuns(const Recipe& recipe, bool quick, SettingTexts overrides = {});

/// The recipe of a file. ConfigSyntax where it cannot be read.
Result<Recipe> loadRecipe(const std::string& path);
/// All *.toml of a folder, by name. IoRead where there are none.
Result<std::vector<Recipe>> loadRecipes(const std::string& folder);
/// By its name in the folder, or a file by its path (with a slash or the ending .toml). Usage for an unknown name.
Result<Recipe> findRecipe(const std::string& folder, const std::string& nameOrPath);

} // namespace epochlab::core
