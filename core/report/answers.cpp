#include "report/answers.h"

#include "base/file_writer.h"
#include "params/toml_parts.h"

#include <sstream>

namespace epochlab::core {
namespace {

constexpr std::size_t largestFile = std::size_t{1} << 20;

Result<std::map<std::string, std::string>> answersOf(const TomlEntry& asker, std::string_view origin) {
    const toml::table* questions = asker.node->as_table();
    if (questions == nullptr)
        return Error{ErrorCode::ConfigType, "\"" + asker.key.substr(0, 60) + "\" holds no answers", tomlPlace(origin, asker.position),
                     "write [RECIPE] and below it QUESTION = \"answer\""};
    std::map<std::string, std::string> answers;
    for (const TomlEntry& question : entriesOf(*questions)) {
        const std::optional<std::string> text = question.node->value_exact<std::string>();
        if (!text)
            return Error{ErrorCode::ConfigType, "the answer to \"" + question.key.substr(0, 60) + "\" is no text",
                         tomlPlace(origin, question.position), "write it in quotes"};
        answers[question.key] = *text;
    }
    return answers;
}

} // namespace

Result<Answers> readAnswers(std::string_view text, std::string_view origin) {
    const Result<toml::table> document = parseToml(text, origin);
    if (!document) return document.error();
    Answers answers;
    for (const TomlEntry& asker : entriesOf(*document)) {
        Result<std::map<std::string, std::string>> given = answersOf(asker, origin);
        if (!given) return given.error();
        answers[asker.key] = *std::move(given);
    }
    return answers;
}

Result<Answers> loadAnswers(const std::string& path) {
    const Result<std::string> text = readRegularFile(path, largestFile);
    return text ? readAnswers(*text, path) : text.error();
}

std::string writeAnswers(const Answers& answers) {
    toml::table document;
    bool beginsWithNewline = false;
    for (const auto& [asker, texts] : answers) {
        toml::table table;
        for (const auto& [question, text] : texts) {
            table.insert(question, text);
            beginsWithNewline = beginsWithNewline || text.starts_with('\n');
        }
        document.insert(asker, std::move(table));
    }
    auto flags = toml::format_flags::allow_unicode_strings;
    if (!beginsWithNewline) flags |= toml::format_flags::allow_multi_line_strings; // which would lose it
    std::ostringstream text;
    text << toml::toml_formatter(document, flags) << '\n';
    return std::move(text).str();
}

std::string answerTo(const Answers& answers, const std::string& asker, const std::string& question) {
    const auto given = answers.find(asker);
    if (given == answers.end()) return {};
    const auto answer = given->second.find(question);
    return answer == given->second.end() ? std::string() : answer->second;
}

Answers answersOf(const Answers& stored, const std::vector<std::string>& recipes, const std::string& presetTag) {
    Answers chosen;
    for (const std::string& recipe : recipes)
        if (const auto texts = stored.find(recipe); texts != stored.end()) chosen.insert(*texts);
    if (const auto texts = stored.find(presetTag); texts != stored.end()) chosen[presetAsker] = texts->second;
    return chosen;
}

void takeAnswers(Answers& answers, const Answers& others) {
    for (const auto& [asker, texts] : others)
        for (const auto& [question, text] : texts) answers[asker][question] = text;
}

} // namespace epochlab::core
