#include "run/recipe.h"

#include "base/file_writer.h"

#include <algorithm>
#include <filesystem>
#include <map>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largestFile = std::size_t{1} << 20;

Result<void> apply(ParamSet& config, const std::vector<Setting>& settings) {
    for (const Setting& setting : settings)
        if (Result<void> done = config.set(setting.id, setting.value); !done) return done;
    return {};
}

Error inRun(Error error, const RecipeRun& run) {
    const std::string place = run.where + ": " + run.label;
    error.where = error.where.empty() ? place : place + ", " + error.where;
    return error;
}

Result<ParamSet> configOf(const Recipe& recipe, const RecipeRun& run, bool quick, SettingTexts overrides) {
    ParamSet config(mlpParams());
    if (const Result<void> done = apply(config, recipe.settings); !done) return inRun(done.error(), run);
    if (const Result<void> done = apply(config, run.settings); !done) return inRun(done.error(), run);
    if (quick)
        if (const Result<void> done = apply(config, recipe.quick); !done) return inRun(done.error(), run);
    for (const auto& [id, text] : overrides)
        if (const Result<void> done = config.setText(id, text); !done) return done.error();
    if (const std::vector<ParamError> errors = config.validate(); !errors.empty()) return inRun(errors.front().error, run);
    return config;
}

std::vector<std::string> recipePaths(const std::string& folder) {
    std::vector<std::string> paths;
    std::error_code problem;
    for (fs::directory_iterator entry(folder, problem), end; !problem && entry != end; entry.increment(problem))
        if (entry->path().extension() == ".toml") paths.push_back(entry->path().string());
    std::ranges::sort(paths);
    return paths;
}

} // namespace

Result<std::vector<PlannedRun>> planRuns(const Recipe& recipe, bool quick, SettingTexts overrides) {
    std::vector<PlannedRun> planned;
    std::map<std::string, std::string> labelOf; ///< by all that a run is asked to do
    for (const RecipeRun& run : recipe.runs) {
        Result<ParamSet> config = configOf(recipe, run, quick, overrides);
        if (!config) return config.error();
        const auto [same, isNew] = labelOf.emplace(writeRunFile(*config, false), run.label);
        if (!isNew)
            return inRun({ErrorCode::ConfigConflict, "this run is the same as the run \"" + same->second + "\"", "",
                          "leave one of them out, or set a field that they do not differ in"},
                         run);
        planned.push_back({run.label, *std::move(config)});
    }
    return planned;
}

Result<Recipe> loadRecipe(const std::string& path) {
    const Result<std::string> text = readRegularFile(path, largestFile);
    if (text) return readRecipe(*text, path);
    Error error = text.error();
    error.code = ErrorCode::ConfigSyntax; // what to train is configuration, not data
    return error;
}

Result<std::vector<Recipe>> loadRecipes(const std::string& folder) {
    std::vector<Recipe> recipes;
    for (const std::string& path : recipePaths(folder)) {
        Result<Recipe> recipe = loadRecipe(path);
        if (!recipe) return recipe.error();
        recipes.push_back(*std::move(recipe));
    }
    if (recipes.empty()) return Error{ErrorCode::IoRead, "there are no recipes", folder, "install the program again, or name a file"};
    return recipes;
}

Result<Recipe> findRecipe(const std::string& folder, const std::string& nameOrPath) {
    if (nameOrPath.find('/') != std::string::npos || nameOrPath.ends_with(".toml")) return loadRecipe(nameOrPath);
    std::vector<std::string> names;
    for (const std::string& path : recipePaths(folder)) {
        names.push_back(fs::path(path).stem().string());
        if (names.back() == nameOrPath) return loadRecipe(path);
    }
    std::string remedy = didYouMean(names, nameOrPath);
    if (remedy.empty()) remedy = "see epochlab-cli recipe list, or name a file (./my.toml)";
    return Error{ErrorCode::Usage, "there is no recipe \"" + nameOrPath + "\"", "", remedy};
}

} // namespace epochlab::core
