#include "params/param_set.h"

#define TOML_EXCEPTIONS 0
#define TOML_MAX_NESTED_VALUES 64
#include <toml++/toml.h>

#include <optional>

namespace epochlab::core {
namespace {

constexpr std::size_t largestRunFile = std::size_t{1} << 20;
constexpr std::size_t mostDotsInALine = 1000;

std::string place(std::string_view origin, const toml::source_position& position) {
    return std::string(origin) + ", line " + std::to_string(position.line) + ", column " + std::to_string(position.column);
}

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

Result<const ParamTable*> tableOf(const toml::table& document, std::string_view origin) {
    const toml::node* node = document.get("model");
    if (!node) return &mlpParams();
    const auto* name = node->as_string();
    const ParamTable* table = name ? paramsOfModel(name->get()) : nullptr;
    if (table) return table;
    return Error{name ? ErrorCode::ConfigRange : ErrorCode::ConfigType, "there is no such model",
                 place(origin, node->source().begin) + ": model", "give one of: mlp"};
}

Result<void> setFromNode(ParamSet& set, std::string_view key, const toml::node& node, const std::string& where) {
    const std::optional<ParamValue> value = valueOf(node);
    if (!value) {
        if (!set.table().find(key)) return set.set(key, false); // names the unknown key
        return Error{ErrorCode::ConfigType, "a list, table or date cannot stand here", where, "give a number, true, false or a text"};
    }
    return set.set(key, *value);
}

std::string quoted(std::string_view text) {
    std::string quotedText = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quotedText += '\\';
        quotedText += c;
    }
    return quotedText + "\"";
}

bool needsQuotes(const ParamSpec& spec) { return spec.kind == ParamKind::Choice || spec.kind == ParamKind::Text; }

std::string shellWord(const std::string& text) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,+=@%";
    if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
    std::string word = "'";
    for (const char c : text) {
        if (c == '\'')
            word += "'\\''";
        else
            word += c;
    }
    return word + "'";
}

} // namespace

Result<ParamSet> readRunFile(std::string_view text, std::string_view origin) {
    if (text.size() > largestRunFile || hasLongDottedKey(text))
        return Error{ErrorCode::ConfigSyntax, "the run file is too large or too deeply nested", std::string(origin),
                     "give a flat table of parameters of at most 1 MiB"};
    const toml::parse_result parsed = toml::parse(text);
    if (!parsed) {
        const toml::parse_error& problem = parsed.error();
        return Error{ErrorCode::ConfigSyntax, std::string(problem.description()), place(origin, problem.source().begin),
                     "correct the file"};
    }
    const toml::table& document = parsed.table();
    const Result<const ParamTable*> table = tableOf(document, origin);
    if (!table) return table.error();
    ParamSet set(**table);
    for (const auto& [key, node] : document) {
        const std::string where = place(origin, key.source().begin);
        const Result<void> done = setFromNode(set, key.str(), node, where);
        if (done) continue;
        Error error = done.error();
        error.where = error.where.empty() || error.where == where ? where : where + ": " + error.where;
        return error;
    }
    return set;
}

std::string writeRunFile(const ParamSet& set, bool onlyChanged) {
    std::string text;
    for (const ParamSpec& spec : set.table().specs()) {
        if (onlyChanged && set.isDefault(spec.id) && spec.id != "model") continue;
        const std::string value = set.textOf(spec.id);
        text += spec.id + " = " + (needsQuotes(spec) ? quoted(value) : value) + "\n";
    }
    return text;
}

std::string commandLine(const ParamSet& set) {
    std::string text = "epochlab-cli train";
    for (const std::string& id : set.changed()) text += " --" + id + " " + shellWord(set.textOf(id));
    return text;
}

} // namespace epochlab::core
