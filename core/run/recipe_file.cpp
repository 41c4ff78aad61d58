#include "params/toml_parts.h"
#include "run/recipe.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace epochlab::core {
namespace {

constexpr std::size_t mostRuns = 10000;
constexpr std::size_t longestText = 300;

const std::vector<std::string>& fileKeys() {
    static const std::vector<std::string> keys{"title", "question", "settings", "run", "grid", "quick"};
    return keys;
}

/// A key with its node, in the order of the file: the parser sorts by name.
struct Entry {
    std::string key;
    const toml::node* node;
    toml::source_position position; ///< of the key
};

std::vector<Entry> entriesOf(const toml::table& table) {
    std::vector<Entry> entries;
    for (const auto& [key, node] : table) entries.push_back({std::string(key.str()), &node, key.source().begin});
    std::ranges::sort(entries, [](const Entry& a, const Entry& b) {
        return std::pair(a.position.line, a.position.column) < std::pair(b.position.line, b.position.column);
    });
    return entries;
}

/// "Batch norm on", "Optimiser AdamW", "Learning rate 0.01"
std::string labelOf(const Setting& setting) {
    const ParamSpec& spec = *mlpParams().find(setting.id);
    std::string value = valueText(setting.value);
    if (const auto* flag = std::get_if<bool>(&setting.value)) value = *flag ? "on" : "off";
    for (const ParamChoice& choice : spec.choices)
        if (choice.value == value) value = choice.label;
    return spec.label + " " + value;
}

/// Reads one file; each member takes one part of it.
class Reader {
public:
    explicit Reader(std::string_view origin) : m_origin(origin) {}

    Result<Recipe> read(const toml::table& document) {
        m_recipe.name = std::filesystem::path(m_origin).stem().string();
        m_recipe.title = m_recipe.name;
        for (const Entry& entry : entriesOf(document))
            if (const Result<void> done = takePart(entry); !done) return done.error();
        if (m_recipe.runs.empty()) m_recipe.runs.push_back({"", {}, m_origin}); // the settings alone are a run
        for (const Entry& entry : m_grid)
            if (const Result<void> done = multiply(entry); !done) return done.error();
        if (const Result<void> done = nameRuns(); !done) return done.error();
        return std::move(m_recipe);
    }

private:
    std::string at(const toml::source_position& position) const { return tomlPlace(m_origin, position); }
    std::string at(const Entry& entry) const { return at(entry.position); }
    Error wrongType(const Entry& entry, std::string remedy) const {
        return {ErrorCode::ConfigType, "\"" + entry.key + "\" has another form here", at(entry), std::move(remedy)};
    }

    Result<void> takePart(const Entry& entry) {
        if (entry.key == "title") return takeText(entry, m_recipe.title);
        if (entry.key == "question") return takeText(entry, m_recipe.question);
        if (entry.key == "settings") return takeSettings(entry, m_recipe.settings);
        if (entry.key == "quick") return takeSettings(entry, m_recipe.quick);
        if (entry.key == "run") return takeRuns(entry);
        if (entry.key == "grid") return takeGrid(entry);
        return unknownPart(entry);
    }

    Error unknownPart(const Entry& entry) const {
        std::string remedy;
        if (mlpParams().find(entry.key))
            remedy = "put it below [settings]";
        else if (const auto close = closeNames(fileKeys(), entry.key); !close.empty())
            remedy = "did you mean " + close.front() + "?";
        else
            remedy = "a recipe has title, question, [settings], [[run]], [grid] and [quick]";
        return {ErrorCode::ConfigUnknownParameter, "a recipe has no \"" + entry.key.substr(0, 60) + "\"", at(entry), std::move(remedy)};
    }

    Result<void> takeText(const Entry& entry, std::string& text) const {
        const auto* given = entry.node->as_string();
        if (!given) return wrongType(entry, "give a text in quotes");
        text = given->get();
        const bool plain = std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
        if (plain && !text.empty() && text.size() <= longestText) return {};
        return Error{ErrorCode::ConfigRange, "the text is empty, longer than 300 bytes, or has control characters", at(entry),
                     "give a line of text"};
    }

    /// One field, checked by itself. `place` is that of the value in a list, else of the key.
    Result<Setting> settingOf(const std::string& id, const toml::node& node, const toml::source_position& position) const {
        ParamSet scratch(mlpParams());
        if (const Result<void> done = setFromToml(scratch, id, node, at(position)); !done) return done.error();
        const std::string& canonical = mlpParams().find(id)->id; // the given spelling may have dots
        return Setting{canonical, scratch.value(canonical)};
    }

    Result<void> takeSettings(const Entry& part, std::vector<Setting>& settings) const {
        const toml::table* table = part.node->as_table();
        if (!table) return wrongType(part, "write [" + part.key + "] and the fields below it");
        for (const Entry& entry : entriesOf(*table)) {
            Result<Setting> setting = settingOf(entry.key, *entry.node, entry.position);
            if (!setting) return setting.error();
            settings.push_back(*std::move(setting));
        }
        return {};
    }

    Result<void> takeRuns(const Entry& part) {
        const toml::array* runs = part.node->as_array();
        const bool isList = runs && !runs->empty() && runs->is_homogeneous(toml::node_type::table);
        if (!isList) return wrongType(part, "write [[run]] and the fields of one run below it");
        if (runs->size() > mostRuns) return tooMany(part);
        for (const toml::node& node : *runs)
            if (Result<void> done = takeRun(node); !done) return done;
        return {};
    }

    Result<void> takeRun(const toml::node& node) {
        RecipeRun run{"", {}, at(node.source().begin)};
        for (const Entry& entry : entriesOf(*node.as_table())) {
            if (entry.key == "name") {
                if (Result<void> done = takeText(entry, run.label); !done) return done;
                continue;
            }
            Result<Setting> setting = settingOf(entry.key, *entry.node, entry.position);
            if (!setting) return setting.error();
            run.settings.push_back(*std::move(setting));
        }
        m_recipe.runs.push_back(std::move(run));
        return {};
    }

    Result<void> takeGrid(const Entry& part) {
        const toml::table* table = part.node->as_table();
        if (!table) return wrongType(part, "write [grid] and below it: field = [values]");
        m_grid = entriesOf(*table);
        return {};
    }

    /// Every run so far, once with each value of the field. The field that stands first in the file changes slowest.
    Result<void> multiply(const Entry& entry) {
        const toml::array* values = entry.node->as_array();
        if (!values || values->empty()) return wrongType(entry, "give a list of values: " + entry.key + " = [ … ]");
        if (values->size() * m_recipe.runs.size() > mostRuns) return tooMany(entry);
        std::vector<Setting> settings;
        for (const toml::node& node : *values) {
            Result<Setting> setting = settingOf(entry.key, node, node.source().begin);
            if (!setting) return setting.error();
            settings.push_back(*std::move(setting));
        }
        std::vector<RecipeRun> runs;
        for (const RecipeRun& run : m_recipe.runs) {
            if (std::ranges::find(run.settings, settings.front().id, &Setting::id) != run.settings.end())
                return Error{ErrorCode::ConfigConflict, "the grid sets " + entry.key + ", and so does a [[run]]", at(entry),
                             "leave it out of one of them"};
            for (const Setting& setting : settings) {
                runs.push_back({run.label, run.settings, at(entry)});
                runs.back().settings.push_back(setting);
                if (!run.label.empty()) runs.back().label += ", " + labelOf(setting); // a run's own name stays in front
            }
        }
        m_recipe.runs = std::move(runs);
        return {};
    }

    Result<void> nameRuns() {
        std::set<std::string> labels;
        for (RecipeRun& run : m_recipe.runs) {
            if (run.label.empty())
                for (const Setting& setting : run.settings) run.label += (run.label.empty() ? "" : ", ") + labelOf(setting);
            if (run.label.empty()) run.label = m_recipe.title;
            if (labels.insert(run.label).second) continue;
            return Error{ErrorCode::ConfigConflict, "two runs are called \"" + run.label + "\"", run.where, "give each its own name"};
        }
        return {};
    }

    Error tooMany(const Entry& entry) const {
        return {ErrorCode::ConfigRange, "there would be more than " + std::to_string(mostRuns) + " runs", at(entry),
                "split them among several files"};
    }

    std::string m_origin;
    std::vector<Entry> m_grid;
    Recipe m_recipe;
};

} // namespace

Result<Recipe> readRecipe(std::string_view toml, std::string_view origin) {
    const Result<toml::table> document = parseToml(toml, origin);
    if (!document) return document.error();
    Result<Recipe> recipe = Reader(origin).read(*document);
    if (!recipe) return recipe;
    for (const bool quick : {false, true})
        if (const auto planned = planRuns(*recipe, quick); !planned) return planned.error();
    return recipe;
}

} // namespace epochlab::core
