#include "run/recipe.h"
#include "run/sweep_reader.h"

#include <algorithm>
#include <filesystem>

namespace epochlab::core {
namespace {

Error unknownPart(const TomlEntry& entry, const std::string& place) {
    std::vector<std::string> keys{"title", "question", "quick"};
    keys.insert(keys.end(), SweepReader::parts().begin(), SweepReader::parts().end());
    std::string remedy = "a recipe has title, question, seeds, [settings], [[run]], [grid], [random] and [quick]";
    if (mlpParams().find(entry.key))
        remedy = "put it below [settings]";
    else if (const auto close = closeNames(keys, entry.key); !close.empty())
        remedy = "did you mean " + close.front() + "?";
    return {ErrorCode::ConfigUnknownParameter, "a recipe has no \"" + entry.key.substr(0, 60) + "\"", place, std::move(remedy)};
}

Result<void> takePart(const TomlEntry& entry, Recipe& recipe, SweepReader& reader) {
    if (entry.key == "title" || entry.key == "question") {
        Result<std::string> text = reader.textOf(entry);
        if (!text) return text.error();
        (entry.key == "title" ? recipe.title : recipe.question) = *std::move(text);
        return {};
    }
    if (entry.key == "quick") {
        Result<std::vector<Setting>> settings = reader.settingsOf(entry);
        if (!settings) return settings.error();
        recipe.quick = *std::move(settings);
        return {};
    }
    if (std::ranges::find(SweepReader::parts(), entry.key) != SweepReader::parts().end()) return reader.take(entry);
    return unknownPart(entry, reader.at(entry));
}

} // namespace

Result<Recipe> readRecipe(std::string_view toml, std::string_view origin) {
    const Result<toml::table> document = parseToml(toml, origin);
    if (!document) return document.error();
    Recipe recipe;
    recipe.name = std::filesystem::path(origin).stem().string();
    recipe.title = recipe.name;
    SweepReader reader(origin);
    for (const TomlEntry& entry : entriesOf(*document))
        if (const Result<void> done = takePart(entry, recipe, reader); !done) return done.error();
    recipe.sweep = std::move(reader).sweep();
    for (const bool quick : {false, true})
        if (const auto planned = planRuns(recipe, quick); !planned) return planned.error();
    return recipe;
}

} // namespace epochlab::core
