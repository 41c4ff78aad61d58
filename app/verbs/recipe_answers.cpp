#include "verbs/recipe_answers.h"

#include "report/answers.h"
#include "verbs/json_text.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

namespace epochlab::app {
namespace {

using core::Result;

int takeIn(const std::string& directory, const std::string& path) {
    const Result<core::Answers> given = core::loadAnswers(path);
    if (!given) return failWith(given.error());
    const Result<core::Answers> stored = core::loadStoredAnswers(directory);
    if (!stored) return failWith(stored.error());
    std::size_t kept = 0;
    for (const auto& [asker, texts] : *given)
        for (const auto& [question, text] : texts) {
            const auto done = core::keepAnswer(directory, asker, question, text, core::answerTo(*stored, asker, question));
            if (!done) return failWith(done.error());
            ++kept;
        }
    printMessage(std::to_string(kept) + (kept == 1 ? " answer" : " answers") + " kept");
    return 0;
}

} // namespace

int runRecipeAnswers(const Arguments& arguments) {
    const std::string directory = storeOf(arguments).directory();
    if (arguments.words.size() == 2) return takeIn(directory, arguments.words[1]);
    if (arguments.words.size() > 2)
        return failWith({core::ErrorCode::Usage, "recipe answers takes one file", "", "write recipe answers, or recipe answers FILE.toml"});
    const Result<core::Answers> answers = core::loadStoredAnswers(directory);
    if (!answers) return failWith(answers.error());
    if (arguments.json())
        printOut(jsonText(nlohmann::ordered_json(*answers)));
    else
        printOut(core::writeAnswers(*answers));
    return 0;
}

} // namespace epochlab::app
