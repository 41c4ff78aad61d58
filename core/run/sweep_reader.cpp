#include "run/sweep_reader.h"

#include "run/sweep_parts.h"

#include <algorithm>

namespace epochlab::core {
namespace {

constexpr std::size_t longestText = 300;
constexpr std::int64_t largestSeed = std::int64_t{1} << 53;

} // namespace

const std::vector<std::string>& SweepReader::parts() {
    static const std::vector<std::string> keys{"settings", "run", "grid", "random", "draws", "draw-seed", "seeds"};
    return keys;
}

Result<void> SweepReader::take(const TomlEntry& entry) {
    if (entry.key == "run") return takeRuns(entry);
    if (entry.key == "grid") return takeGrid(entry);
    if (entry.key == "random") return takeRandom(entry);
    if (entry.key == "draws") return takeCount(entry, 1, m_sweep.draws);
    if (entry.key == "draw-seed") return takeCount(entry, 0, m_sweep.drawSeed);
    if (entry.key == "seeds") return takeCount(entry, 1, m_sweep.seeds);
    const Result<std::vector<Setting>> settings = settingsOf(entry);
    if (!settings) return settings.error();
    for (const Setting& setting : *settings)
        if (Result<void> done = m_sweep.base.set(setting.id, setting.value); !done) return done;
    return {};
}

Error SweepReader::wrongType(const TomlEntry& entry, std::string remedy) const {
    return {ErrorCode::ConfigType, "\"" + entry.key + "\" has another form here", at(entry), std::move(remedy)};
}

Result<std::string> SweepReader::textOf(const TomlEntry& entry) const {
    const auto* given = entry.node->as_string();
    if (!given) return wrongType(entry, "give a text in quotes");
    const std::string& text = given->get();
    const bool plain = std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (plain && !text.empty() && text.size() <= longestText) return text;
    return Error{ErrorCode::ConfigRange, "the text is empty, longer than 300 bytes, or has control characters", at(entry),
                 "give a line of text"};
}

/// One field, checked by itself. `position` is that of the value in a list, else of the key.
Result<Setting> SweepReader::settingOf(const std::string& id, const toml::node& node, const toml::source_position& position) const {
    ParamSet scratch(mlpParams());
    if (const Result<void> done = setFromToml(scratch, id, node, tomlPlace(m_origin, position)); !done) return done.error();
    const std::string& canonical = mlpParams().find(id)->id; // the given spelling may have dots
    return Setting{canonical, scratch.value(canonical)};
}

Result<std::vector<Setting>> SweepReader::settingsOf(const TomlEntry& part) const {
    const toml::table* table = part.node->as_table();
    if (!table) return wrongType(part, "write [" + part.key + "] and the fields below it");
    std::vector<Setting> settings;
    for (const TomlEntry& entry : entriesOf(*table)) {
        Result<Setting> setting = settingOf(entry.key, *entry.node, entry.position);
        if (!setting) return setting.error();
        settings.push_back(*std::move(setting));
    }
    return settings;
}

Result<void> SweepReader::takeRuns(const TomlEntry& part) {
    const toml::array* runs = part.node->as_array();
    const bool isList = runs && !runs->empty() && runs->is_homogeneous(toml::node_type::table);
    if (!isList) return wrongType(part, "write [[run]] and the fields of one run below it");
    for (const toml::node& node : *runs)
        if (Result<void> done = takeRun(node); !done) return done;
    return {};
}

Result<void> SweepReader::takeRun(const toml::node& node) {
    ListedRun run{"", {}, tomlPlace(m_origin, node.source().begin)};
    for (const TomlEntry& entry : entriesOf(*node.as_table())) {
        if (entry.key == "name") {
            const Result<std::string> name = textOf(entry);
            if (!name) return name.error();
            run.name = *name;
            continue;
        }
        Result<Setting> setting = settingOf(entry.key, *entry.node, entry.position);
        if (!setting) return setting.error();
        run.settings.push_back(*std::move(setting));
    }
    m_sweep.runs.push_back(std::move(run));
    return {};
}

Result<std::vector<ParamValue>> SweepReader::valuesOf(const TomlEntry& entry, const std::string& example) const {
    const toml::array* nodes = entry.node->as_array();
    if (!nodes || nodes->empty()) return wrongType(entry, "give a list of values: " + example);
    std::vector<ParamValue> values;
    for (const toml::node& node : *nodes) {
        Result<Setting> setting = settingOf(entry.key, node, node.source().begin);
        if (!setting) return setting.error();
        values.push_back(std::move(setting->value));
    }
    return values;
}

Result<void> SweepReader::takeGrid(const TomlEntry& part) {
    const toml::table* table = part.node->as_table();
    if (!table) return wrongType(part, "write [grid] and below it: field = [values]");
    for (const TomlEntry& entry : entriesOf(*table)) {
        Result<std::vector<ParamValue>> values = valuesOf(entry, entry.key + " = [ … ]");
        if (!values) return values.error();
        m_sweep.grid.push_back({mlpParams().find(entry.key)->id, *std::move(values), at(entry)});
    }
    return {};
}

Result<void> SweepReader::takeRandom(const TomlEntry& part) {
    const toml::table* table = part.node->as_table();
    if (!table) return wrongType(part, "write [random] and below it: field = [values] or { from = …, to = … }");
    for (const TomlEntry& entry : entriesOf(*table)) {
        if (entry.node->as_table()) {
            Result<RandomAxis> range = rangeOf(entry);
            if (!range) return range.error();
            m_sweep.random.push_back(*std::move(range));
            continue;
        }
        Result<std::vector<ParamValue>> values = valuesOf(entry, entry.key + " = [ … ], or a range: { from = …, to = … }");
        if (!values) return values.error();
        m_sweep.random.push_back({.id = mlpParams().find(entry.key)->id, .values = *std::move(values), .where = at(entry)});
    }
    return {};
}

Result<RandomAxis> SweepReader::rangeOf(const TomlEntry& field) const {
    const ParamSpec* spec = mlpParams().find(field.key);
    if (!spec) return settingOf(field.key, *field.node, field.position).error(); // names the unknown key
    const std::string remedy = "write " + field.key + " = { from = …, to = … }, for a number; scale = \"log\" or \"linear\" may follow";
    if (spec->kind != ParamKind::Integer && spec->kind != ParamKind::Real) return wrongType(field, "give a list of values, no range");
    RandomAxis axis{.id = spec->id, .scale = spec->scale, .where = at(field)};
    bool has[2] = {false, false};
    for (const TomlEntry& entry : entriesOf(*field.node->as_table())) {
        if (entry.key == "scale") {
            const auto* text = entry.node->as_string();
            if (!text || (text->get() != "log" && text->get() != "linear")) return wrongType(entry, "give \"log\" or \"linear\"");
            axis.scale = text->get() == "log" ? ParamScale::Logarithmic : ParamScale::Linear;
            continue;
        }
        if (entry.key != "from" && entry.key != "to") return wrongType(entry, remedy);
        const Result<double> end = endOf(field, entry);
        if (!end) return end.error();
        (entry.key == "from" ? axis.minimum : axis.maximum) = *end;
        has[entry.key == "from" ? 0 : 1] = true;
    }
    if (!has[0] || !has[1]) return wrongType(field, remedy);
    if (const Result<void> done = checkRange(axis); !done) return done.error();
    return axis;
}

Result<double> SweepReader::endOf(const TomlEntry& field, const TomlEntry& entry) const {
    const Result<Setting> setting = settingOf(field.key, *entry.node, entry.position);
    if (!setting) return setting.error();
    return numberOf(setting->value);
}

Result<void> SweepReader::takeCount(const TomlEntry& entry, std::int64_t least, std::int64_t& count) const {
    const auto* number = entry.node->as_integer();
    if (!number) return wrongType(entry, "give a whole number");
    count = number->get();
    const std::int64_t most = least == 0 ? largestSeed : static_cast<std::int64_t>(mostSweepRuns);
    if (count >= least && count <= most) return {};
    return Error{ErrorCode::ConfigRange, std::to_string(count) + " is out of range", at(entry) + ": " + entry.key,
                 "give a number from " + std::to_string(least) + " to " + std::to_string(most)};
}

std::string writeSweep(const Sweep& sweep) {
    std::string text;
    if (sweep.seeds != 1) text += "seeds = " + std::to_string(sweep.seeds) + "\n";
    if (sweep.draws != 0) text += "draws = " + std::to_string(sweep.draws) + "\n";
    if (sweep.draws != 0 && sweep.drawSeed != 1) text += "draw-seed = " + std::to_string(sweep.drawSeed) + "\n";
    if (!sweep.base.changed().empty()) text += "\n[settings]\n";
    for (const std::string& id : sweep.base.changed()) text += id + " = " + tomlText(sweep.base.value(id)) + "\n";
    for (const ListedRun& run : sweep.runs) {
        text += "\n[[run]]\n";
        if (!run.name.empty()) text += "name = " + tomlText(run.name) + "\n";
        for (const Setting& setting : run.settings) text += setting.id + " = " + tomlText(setting.value) + "\n";
    }
    const auto list = [](const std::vector<ParamValue>& values) {
        std::string items;
        for (const ParamValue& value : values) items += (items.empty() ? "" : ", ") + tomlText(value);
        return "[" + items + "]";
    };
    if (!sweep.grid.empty()) text += "\n[grid]\n";
    for (const GridAxis& axis : sweep.grid) text += axis.id + " = " + list(axis.values) + "\n";
    if (!sweep.random.empty()) text += "\n[random]\n";
    for (const RandomAxis& axis : sweep.random) {
        const bool whole = mlpParams().find(axis.id)->kind == ParamKind::Integer;
        const auto number = [whole](double end) { return valueText(numberValue(whole, end)); };
        const std::string range = "{ from = " + number(axis.minimum) + ", to = " + number(axis.maximum) + ", scale = \"" +
                                  (axis.scale == ParamScale::Logarithmic ? "log" : "linear") + "\" }";
        text += axis.id + " = " + (axis.values.empty() ? range : list(axis.values)) + "\n";
    }
    return text.starts_with('\n') ? text.substr(1) : text;
}

} // namespace epochlab::core
