#include "params/toml_parts.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace epochlab::core {
namespace {

constexpr std::size_t largestFile = std::size_t{1} << 20;
constexpr std::size_t mostDotsInALine = 1000;

/// A dotted key nests tables as deep as it has dots, and the parser has no limit for it. A key ends with its line.
bool hasLongDottedKey(std::string_view text) {
    std::size_t dots = 0;
    for (const char c : text) {
        if (c == '.') ++dots;
        if (c == '\n') dots = 0;
        if (dots > mostDotsInALine) return true;
    }
    return false;
}

std::optional<ParamValue> valueOf(const toml::node& node) {
    if (const auto* flag = node.as_boolean()) return ParamValue(flag->get());
    if (const auto* number = node.as_integer()) return ParamValue(std::int64_t{number->get()});
    if (const auto* number = node.as_floating_point()) return ParamValue(number->get());
    if (const auto* text = node.as_string()) return ParamValue(text->get());
    return std::nullopt;
}

Result<void> setFromNode(ParamSet& set, std::string_view id, const toml::node& node) {
    const std::optional<ParamValue> value = valueOf(node);
    if (value) return set.set(id, *value);
    if (!set.table().find(id)) return set.set(id, false); // names the unknown key
    return Error{ErrorCode::ConfigType, "a list, table or date cannot stand here", "", "give a number, true, false or a text"};
}

} // namespace

std::string tomlPlace(std::string_view origin, const toml::source_position& position) {
    return std::string(origin) + ", line " + std::to_string(position.line) + ", column " + std::to_string(position.column);
}

Result<toml::table> parseToml(std::string_view text, std::string_view origin) {
    if (text.size() > largestFile || hasLongDottedKey(text))
        return Error{ErrorCode::ConfigSyntax, "the file is too large or too deeply nested", std::string(origin),
                     "give a table of parameters of at most 1 MiB"};
    toml::parse_result parsed = toml::parse(text);
    if (parsed) return std::move(parsed).table();
    const toml::parse_error& problem = parsed.error();
    return Error{ErrorCode::ConfigSyntax, std::string(problem.description()), tomlPlace(origin, problem.source().begin),
                 "correct the file"};
}

Result<void> setFromToml(ParamSet& set, std::string_view id, const toml::node& node, const std::string& place) {
    Result<void> done = setFromNode(set, id, node);
    if (done) return done;
    Error error = done.error();
    error.where = error.where.empty() ? place : place + ": " + error.where;
    return error;
}

std::string tomlText(const ParamValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (!text) return valueText(value);
    std::string quoted = "\"";
    for (const char c : *text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

std::vector<TomlEntry> entriesOf(const toml::table& table) {
    std::vector<TomlEntry> entries;
    for (const auto& [key, node] : table) entries.push_back({std::string(key.str()), &node, key.source().begin});
    std::ranges::sort(entries, [](const TomlEntry& a, const TomlEntry& b) {
        return std::pair(a.position.line, a.position.column) < std::pair(b.position.line, b.position.column);
    });
    return entries;
}

} // namespace epochlab::core
