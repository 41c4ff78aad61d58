#include "run/recipe.h"

#include "base/file_writer.h"

#include <algorithm>
#include <filesystem>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largestFile = std::size_t{1} << 20;

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
    if (!recipe.trains) return std::vector<PlannedRun>{};
    Result<std::vector<PlannedRun>> runs = planRuns(recipe.sweep, quick ? recipe.quick : std::vector<Setting>(), overrides);
    if (runs && runs->front().label.empty()) runs->front().label = recipe.title;
    return runs;
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
    std::ranges::stable_sort(recipes, {}, &Recipe::place);
    if (recipes.empty()) return Error{ErrorCode::IoRead, "there are no recipes", folder, "install the program again, or name a file"};
    return recipes;
}

Result<Recipe> findRecipe(const std::string& folder, const std::string& nameOrPath) {
    return findRecipe(RecipeFolders{.program = folder}, nameOrPath);
}

Result<KnownRecipes> loadRecipes(const RecipeFolders& folders) {
    Result<std::vector<Recipe>> ours = loadRecipes(folders.program);
    if (!ours) return ours.error();
    KnownRecipes known;
    for (Recipe& recipe : *ours) {
        std::string path = folders.program + "/" + recipe.name + ".toml";
        known.recipes.push_back({std::move(recipe), std::move(path), false});
    }
    for (const std::string& path : folders.own.empty() ? std::vector<std::string>() : recipePaths(folders.own)) {
        Result<Recipe> recipe = loadRecipe(path);
        if (recipe)
            known.recipes.push_back({*std::move(recipe), path, true});
        else
            known.broken.push_back(recipe.error());
    }
    const auto own = std::ranges::find(known.recipes, true, &KnownRecipes::Entry::own);
    std::ranges::stable_sort(own, known.recipes.end(), {}, [](const KnownRecipes::Entry& entry) { return entry.recipe.place; });
    return known;
}

std::vector<Recipe> KnownRecipes::eachOnce() const {
    std::vector<Recipe> once;
    for (const Entry& entry : recipes) {
        const auto same = std::ranges::find(once, entry.recipe.name, &Recipe::name);
        if (same == once.end())
            once.push_back(entry.recipe);
        else
            *same = entry.recipe;
    }
    return once;
}

Result<Recipe> findRecipe(const RecipeFolders& folders, const std::string& nameOrPath) {
    if (nameOrPath.find('/') != std::string::npos || nameOrPath.ends_with(".toml")) return loadRecipe(nameOrPath);
    std::vector<std::string> names;
    for (const std::string* folder : {&folders.own, &folders.program}) {
        if (folder->empty()) continue;
        for (const std::string& path : recipePaths(*folder)) {
            names.push_back(fs::path(path).stem().string());
            if (names.back() == nameOrPath) return loadRecipe(path);
        }
    }
    std::string remedy = didYouMean(names, nameOrPath);
    if (remedy.empty()) remedy = "see epochlab-cli recipe list, or name a file (./my.toml)";
    return Error{ErrorCode::Usage, "there is no recipe \"" + nameOrPath + "\"", "", remedy};
}

} // namespace epochlab::core
