#include "handin/recipe_values.h"

#include "report/figure_files.h"
#include "report/recipe_figures.h"

#include <algorithm>

namespace epochlab::core {
namespace {

bool isOfStoredValues(const Figure& figure) {
    return std::holds_alternative<CurvesFigure>(figure.content) || std::holds_alternative<HeatFigure>(figure.content) ||
           std::holds_alternative<TableFigure>(figure.content);
}

} // namespace

Result<std::map<std::string, std::string>> recipeCsvs(RunStore& store, const HandedInRecipe& named, const RecipeFolders& recipeFolders,
                                                      const PresetLimits* limits) {
    std::map<std::string, std::string> files;
    const Result<Recipe> recipe = findRecipe(recipeFolders, named.name);
    if (!recipe) return files;
    const Result<std::vector<PlannedRun>> planned = planWithin(limits, *recipe, named.quick);
    if (!planned) return files;
    const auto configs = finishedConfigs(store);
    if (!configs) return configs.error();
    const std::vector<std::optional<RunId>> runs = runsOfPlan(*planned, *configs);
    if (std::ranges::any_of(runs, [](const auto& run) { return !run.has_value(); })) return files;
    const Result<std::vector<Figure>> figures = recipeFigures(store, *recipe, *planned, runs);
    if (!figures) return figures.error();
    for (const Figure& figure : *figures)
        if (isOfStoredValues(figure)) files[recipe->name + "-" + figure.name + ".csv"] = figureCsv(figure);
    return files;
}

} // namespace epochlab::core
