#include "base/file_writer.h"
#include "params/toml_parts.h"
#include "report/report.h"

namespace epochlab::core {
namespace {

constexpr std::size_t largestFile = std::size_t{1} << 20;

Result<std::map<std::string, std::string>> answersOf(const TomlEntry& recipe, const std::string& path) {
    const toml::table* questions = recipe.node->as_table();
    if (questions == nullptr)
        return Error{ErrorCode::ConfigType, "\"" + recipe.key.substr(0, 60) + "\" holds no answers", tomlPlace(path, recipe.position),
                     "write [RECIPE] and below it QUESTION = \"answer\""};
    std::map<std::string, std::string> answers;
    for (const TomlEntry& question : entriesOf(*questions)) {
        const std::optional<std::string> text = question.node->value<std::string>();
        if (!text)
            return Error{ErrorCode::ConfigType, "the answer to \"" + question.key.substr(0, 60) + "\" is no text",
                         tomlPlace(path, question.position), "write it in quotes"};
        answers[question.key] = *text;
    }
    return answers;
}

} // namespace

std::string answerTo(const ReportAnswers& answers, const ReportSection& section, const RecipeQuestion& question) {
    const auto given = answers.find(section.name);
    if (given == answers.end()) return {};
    const auto answer = given->second.find(question.id);
    return answer == given->second.end() ? std::string() : answer->second;
}

Result<ReportAnswers> loadAnswers(const std::string& path) {
    const Result<std::string> text = readRegularFile(path, largestFile);
    if (!text) return text.error();
    const Result<toml::table> document = parseToml(*text, path);
    if (!document) return document.error();
    ReportAnswers answers;
    for (const TomlEntry& recipe : entriesOf(*document)) {
        Result<std::map<std::string, std::string>> given = answersOf(recipe, path);
        if (!given) return given.error();
        answers[recipe.key] = *std::move(given);
    }
    return answers;
}

} // namespace epochlab::core
