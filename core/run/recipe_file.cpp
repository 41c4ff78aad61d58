#include "run/recipe.h"
#include "run/sweep_reader.h"

#include <algorithm>
#include <filesystem>

namespace epochlab::core {
namespace {

Error unknownPart(const TomlEntry& entry, const std::string& place) {
    std::vector<std::string> keys{"title", "question", "needs", "quick", "table"};
    keys.insert(keys.end(), SweepReader::parts().begin(), SweepReader::parts().end());
    std::string remedy = "a recipe has title, question, needs, seeds, [settings], [[run]], [grid], [random], [quick] and [table]";
    if (mlpParams().find(entry.key))
        remedy = "put it below [settings]";
    else if (const auto close = closeNames(keys, entry.key); !close.empty())
        remedy = "did you mean " + close.front() + "?";
    return {ErrorCode::ConfigUnknownParameter, "a recipe has no \"" + entry.key.substr(0, 60) + "\"", place, std::move(remedy)};
}

Result<RecipeTable> tableOf(const TomlEntry& part, const SweepReader& reader) {
    const toml::table* entries = part.node->as_table();
    if (!entries)
        return Error{ErrorCode::ConfigType, "\"table\" has another form here", reader.at(part),
                     "write [table] and below it: rows = \"method\""};
    RecipeTable table;
    for (const TomlEntry& entry : entriesOf(*entries)) {
        const bool isField = entry.key == "rows" || entry.key == "columns";
        if (!isField && entry.key != "metric")
            return Error{ErrorCode::ConfigUnknownParameter, "a table has no \"" + entry.key.substr(0, 60) + "\"", reader.at(entry),
                         "write rows, columns or metric"};
        Result<std::string> text = reader.textOf(entry);
        if (!text) return text.error();
        const ParamSpec* field = isField ? mlpParams().find(*text) : nullptr;
        if (isField && (!field || field->id == "seed"))
            return Error{ErrorCode::ConfigRange, "\"" + *text + "\" is none of the fields that tell runs apart", reader.at(entry),
                         "name one of epochlab-cli params mlp, but not the seed"};
        (entry.key == "rows" ? table.rows : entry.key == "columns" ? table.columns : table.metric) = isField ? field->id : *std::move(text);
    }
    return table;
}

Result<void> takePart(const TomlEntry& entry, Recipe& recipe, SweepReader& reader) {
    if (entry.key == "title" || entry.key == "question") {
        Result<std::string> text = reader.textOf(entry);
        if (!text) return text.error();
        (entry.key == "title" ? recipe.title : recipe.question) = *std::move(text);
        return {};
    }
    if (entry.key == "needs") {
        const Result<std::string> text = reader.textOf(entry);
        if (!text) return text.error();
        recipe.needsPictures = *text == "pictures";
        if (recipe.needsPictures) return {};
        return Error{ErrorCode::ConfigRange, "a recipe cannot need \"" + *text + "\"", reader.at(entry),
                     "write needs = \"pictures\", or leave it out"};
    }
    if (entry.key == "quick") {
        Result<std::vector<Setting>> settings = reader.settingsOf(entry);
        if (!settings) return settings.error();
        recipe.quick = *std::move(settings);
        return {};
    }
    if (entry.key == "table") {
        Result<RecipeTable> table = tableOf(entry, reader);
        if (!table) return table.error();
        recipe.table = *std::move(table);
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
