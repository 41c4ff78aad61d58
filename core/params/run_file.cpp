#include "params/run_file.h"

#include "base/file_writer.h"
#include "params/model_fields.h"
#include "params/toml_parts.h"

namespace epochlab::core {
namespace {

Result<const ParamTable*> tableOf(const toml::table& document, std::string_view origin) {
    const toml::node* node = document.get("model");
    if (!node) return &mlpParams();
    const auto* name = node->as_string();
    const ParamTable* table = name ? paramsOfModel(name->get()) : nullptr;
    if (table) return table;
    return Error{name ? ErrorCode::ConfigRange : ErrorCode::ConfigType, "there is no such model",
                 tomlPlace(origin, node->source().begin) + ": model", "give one of: " + modelNames()};
}

} // namespace

Result<ParamSet> readRunFile(std::string_view text, std::string_view origin) {
    const Result<toml::table> parsed = parseToml(text, origin);
    if (!parsed) return parsed.error();
    const toml::table& document = *parsed;
    const Result<const ParamTable*> table = tableOf(document, origin);
    if (!table) return table.error();
    ParamSet set(**table);
    for (const auto& [key, node] : document) {
        const Result<void> done = setFromToml(set, key.str(), node, tomlPlace(origin, key.source().begin));
        if (!done) return done.error();
    }
    return set;
}

Result<ParamSet> loadRunFile(const std::string& path) {
    const Result<std::string> text = readRegularFile(path, std::size_t{1} << 20);
    if (text) return readRunFile(*text, path);
    Error error = text.error();
    error.code = ErrorCode::ConfigSyntax;
    return error;
}

std::string writeRunFile(const ParamSet& set, bool onlyChanged) {
    std::string text;
    for (const ParamSpec& spec : set.table().specs()) {
        if (onlyChanged && set.value(spec.id) == spec.defaultValue && spec.id != "model") continue;
        text += spec.id + " = " + tomlText(set.value(spec.id)) + "\n";
    }
    return text;
}

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

std::string commandLine(const ParamSet& set, std::string_view verb) {
    std::string text = "epochlab-cli " + std::string(verb);
    for (const ParamSpec& spec : set.table().specs()) {
        const bool ofThisMachine = spec.automatic && set.integer(spec.id) > 0 && takesAllCores(set);
        if (!set.isDefault(spec.id) || ofThisMachine) text += " --" + spec.id + " " + shellWord(set.textOf(spec.id));
    }
    return text;
}

} // namespace epochlab::core
