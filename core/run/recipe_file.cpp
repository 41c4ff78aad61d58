#include "run/recipe.h"
#include "run/recipe_figure_file.h"
#include "run/sweep_reader.h"

#include <algorithm>
#include <filesystem>

namespace epochlab::core {
namespace {

Error unknownPart(const TomlEntry& entry, const std::string& place) {
    std::vector<std::string> keys{"title", "question", "place", "needs", "trains", "quick", "table", "figure", "ask"};
    keys.insert(keys.end(), SweepReader::parts().begin(), SweepReader::parts().end());
    std::string remedy =
        "a recipe has title, question, place, needs, trains, seeds, [settings], [[run]], [grid], [random], [quick], [table], "
        "[[figure]] and [[ask]]";
    if (mlpParams().find(entry.key))
        remedy = "put it below [settings]";
    else if (const auto close = closeNames(keys, entry.key); !close.empty())
        remedy = "did you mean " + close.front() + "?";
    return {ErrorCode::ConfigUnknownParameter, "a recipe has no \"" + entry.key.substr(0, 60) + "\"", place, std::move(remedy)};
}

/// What was read into its place, or why not.
template <typename Value, typename Place> Result<void> keep(Result<Value> value, Place& place) {
    if (!value) return value.error();
    place = *std::move(value);
    return {};
}

Result<RecipeTable> tableOf(const TomlEntry& part, const SweepReader& reader) {
    const toml::table* entries = part.node->as_table();
    if (!entries)
        return Error{ErrorCode::ConfigType, "\"table\" has another form here", reader.at(part),
                     "write [table] and below it: rows = \"method\""};
    RecipeTable table;
    for (const TomlEntry& entry : entriesOf(*entries)) {
        if (entry.key != "rows" && entry.key != "columns" && entry.key != "metric")
            return Error{ErrorCode::ConfigUnknownParameter, "a table has no \"" + entry.key.substr(0, 60) + "\"", reader.at(entry),
                         "write rows, columns or metric"};
        if (const Result<void> done = takeTablePart(entry, table, reader); !done) return done.error();
    }
    return table;
}

Result<void> takeNeeds(const TomlEntry& entry, Recipe& recipe, const SweepReader& reader) {
    const Result<std::string> text = reader.textOf(entry);
    if (!text) return text.error();
    recipe.needsPictures = *text == "pictures";
    if (recipe.needsPictures) return {};
    return Error{ErrorCode::ConfigRange, "a recipe cannot need \"" + *text + "\"", reader.at(entry),
                 "write needs = \"pictures\", or leave it out"};
}

Result<void> takePart(const TomlEntry& entry, Recipe& recipe, SweepReader& reader) {
    if (entry.key == "title") return keep(reader.textOf(entry), recipe.title);
    if (entry.key == "question") return keep(reader.textOf(entry), recipe.question);
    if (entry.key == "ask") return keep(questionsOf(entry, reader), recipe.questions);
    if (entry.key == "place") {
        const auto* given = entry.node->as_integer();
        if (!given) return Error{ErrorCode::ConfigType, "\"place\" has another form here", reader.at(entry), "write a whole number"};
        recipe.place = given->get();
        return {};
    }
    if (entry.key == "needs") return takeNeeds(entry, recipe, reader);
    if (entry.key == "quick") return keep(reader.settingsOf(entry), recipe.quick);
    if (entry.key == "figure") return keep(figuresOf(entry, reader), recipe.figures);
    if (entry.key == "table") return keep(tableOf(entry, reader), recipe.table);
    if (entry.key == "trains") {
        const auto* given = entry.node->as_boolean();
        if (!given) return Error{ErrorCode::ConfigType, "\"trains\" has another form here", reader.at(entry), "write true or false"};
        recipe.trains = given->get();
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
