#include "handin/hand_in_parts.h"

#include "base/checked_json.h"

#include <cstdlib>
#include <filesystem>

namespace epochlab::core {
namespace {

using Json = nlohmann::ordered_json;

std::map<std::string, std::string> textsOf(const Json& json) {
    std::map<std::string, std::string> texts;
    if (!json.is_object()) broken("a list of texts is none");
    for (const auto& [name, text] : json.items()) {
        if (!text.is_string()) broken("\"" + showableName(name) + "\" is no text");
        texts.emplace(name, text.get<std::string>());
    }
    return texts;
}

std::string textOf(const Json& json, const char* key) {
    if (!json.contains(key) || !json[key].is_string()) broken(std::string(key) + " is missing");
    return json[key].get<std::string>();
}

HandInManifest manifestOf(const Json& json) {
    if (!json.is_object() || textOf(json, "format") != handInFormat) broken("it is of another version");
    HandInManifest manifest{
        .madeBy = textOf(json, "made_by"), .student = textOf(json, "student"), .recipes = {}, .runs = {}, .digests = {}, .files = {}};
    for (const char* list : {"recipes", "runs"})
        if (!json.contains(list) || !json[list].is_array()) broken(std::string(list) + " are missing");
    for (const char* table : {"values", "files"})
        if (!json.contains(table)) broken(std::string(table) + " are missing");
    for (const Json& recipe : json["recipes"]) {
        if (!recipe.is_object() || !recipe.contains("quick") || !recipe["quick"].is_boolean()) broken("a recipe is none");
        manifest.recipes.push_back({textOf(recipe, "name"), recipe["quick"].get<bool>()});
    }
    for (const Json& run : json["runs"]) {
        if (!run.is_string()) broken("a run has no id");
        manifest.runs.push_back(run.get<std::string>());
    }
    manifest.digests = textsOf(json["values"]);
    manifest.files = textsOf(json["files"]);
    return manifest;
}

} // namespace

std::string encodeManifest(const HandInManifest& manifest) {
    Json json{{"format", handInFormat}, {"made_by", manifest.madeBy}, {"student", manifest.student}, {"recipes", Json::array()},
              {"runs", manifest.runs},  {"values", Json::object()},   {"files", Json::object()}};
    for (const HandedInRecipe& recipe : manifest.recipes) json["recipes"].push_back({{"name", recipe.name}, {"quick", recipe.quick}});
    for (const auto& [run, digest] : manifest.digests) json["values"][run] = digest;
    for (const auto& [name, digest] : manifest.files) json["files"][name] = digest;
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<HandInManifest> decodeManifest(std::string_view text) {
    constexpr int deepest = 4;
    try {
        return manifestOf(parseCheckedJson<Json>(text, {.depth = deepest}, "the manifest"));
    } catch (const BrokenRule&) {
        return std::nullopt;
    }
}

PassingFolder::PassingFolder() {
    std::error_code ignored;
    std::string path = (std::filesystem::temp_directory_path(ignored) / "epochlab-handin-XXXXXX").string();
    if (::mkdtemp(path.data()) != nullptr) m_path = std::move(path);
}

PassingFolder::~PassingFolder() {
    std::error_code ignored;
    if (!m_path.empty()) std::filesystem::remove_all(m_path, ignored);
}

Error PassingFolder::notMade() {
    return {ErrorCode::IoWrite, "no folder could be made for what passes", "the system's temporary folder",
            "free space there, or set TMPDIR"};
}

} // namespace epochlab::core
