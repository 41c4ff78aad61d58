#include "verbs/chosen.h"
#include "verbs/compare_runs.h"
#include "verbs/json_text.h"
#include "verbs/mistakes.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

#include <algorithm>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;

/// The word of a flag, the first one where it is not given.
template <typename Value>
Result<core::GalleryWord<Value>> wordFlag(const Arguments& arguments, const std::string& flag,
                                          std::span<const core::GalleryWord<Value>> words) {
    std::vector<std::pair<std::string, core::GalleryWord<Value>>> choices;
    for (const core::GalleryWord<Value>& word : words) choices.emplace_back(word.word, word);
    return chosen(arguments, flag, choices);
}

struct Answer {
    core::GalleryRuns runs;
    core::PredictionPair pair;
    std::vector<std::size_t> rows;
    core::GalleryWord<core::GalleryKind> kind;
    core::GalleryWord<core::GallerySort> sort;
    core::TableFormat format = core::TableFormat::Text;
};

/// The runs that are named, those of a filter, or all.
Result<std::vector<core::RunSummary>> candidatesOf(const Arguments& arguments, core::RunStore& store) {
    std::vector<core::RunSummary> runs;
    for (const std::string& word : arguments.words) {
        const Result<core::RunSummary> run = store.find(word);
        if (!run) return run.error();
        runs.push_back(*run);
    }
    if (!runs.empty() && !arguments.has("filter")) return runs;
    const Result<core::RunFilter> filter = core::RunFilter::parse(arguments.get("filter"));
    if (!filter) return filter.error();
    Result<std::vector<core::RunSummary>> listed = store.list(*filter);
    if (!listed) return listed.error();
    runs.insert(runs.end(), listed->begin(), listed->end());
    return runs;
}

Result<Answer> answerTo(const Arguments& arguments, core::RunStore& store) {
    const auto kind = wordFlag(arguments, "show", core::galleryKinds());
    if (!kind) return kind.error();
    const auto sort = wordFlag(arguments, "sort", core::gallerySorts());
    if (!sort) return sort.error();
    const Result<core::TableFormat> format = formatOf(arguments);
    if (!format) return format.error();
    const Result<std::optional<core::Split>> split = splitFlag(arguments);
    if (!split) return split.error();
    const Result<std::vector<core::RunSummary>> candidates = candidatesOf(arguments, store);
    if (!candidates) return candidates.error();
    const Result<core::GalleryRuns> runs = core::chooseGalleryRuns(store, core::placesOf(*candidates), arguments.get("best"),
                                                                   arguments.get("worst"), !arguments.words.empty());
    if (!runs) return runs.error();
    Result<core::PredictionPair> pair = core::loadPredictionPair(store, runs->best, runs->worst, *split);
    if (!pair) return pair.error();
    const Result<std::int32_t> trueClass = classFlag(arguments, "class", pair->classNames);
    if (!trueClass) return trueClass.error();
    Answer answer{*runs, *std::move(pair), {}, *kind, *sort, *format};
    answer.rows = core::galleryRows(answer.pair, {.kind = kind->value, .trueClass = *trueClass, .sort = sort->value});
    return answer;
}

std::string runWords(const core::RunSummary& run, const core::PredictedRows& rows) {
    std::size_t right = 0;
    for (std::size_t row = 0; row < rows.labels.size(); ++row) right += rows.labels[row] == rows.predictions.classes[row] ? 1 : 0;
    return titleOf(run) + " (" + std::to_string(right) + " right)";
}

/// "154 of 440 test rows: best right, worst wrong; best NAME (339 right), worst NAME (246 right); by the wrong one's confidence"
std::string sentenceOf(const Answer& answer) {
    return std::to_string(answer.rows.size()) + " of " + std::to_string(answer.pair.rows()) + " " +
           std::string(core::splitName(answer.pair.split())) + " rows: " + std::string(answer.kind.words) + "; best " +
           runWords(answer.runs.best, answer.pair.best) + ", worst " + runWords(answer.runs.worst, answer.pair.worst) + "; by " +
           std::string(answer.sort.words);
}

ordered_json jsonOf(const Answer& answer) {
    const auto run = [](const core::RunSummary& summary, const core::PredictedRows& rows) {
        return ordered_json{{"run", summary.id}, {"name", summary.name}, {"epoch", rows.epoch}};
    };
    return {{"split", core::splitName(answer.pair.split())},
            {"show", answer.kind.word},
            {"sort", answer.sort.word},
            {"classes", answer.pair.classNames},
            {"best", run(answer.runs.best, answer.pair.best)},
            {"worst", run(answer.runs.worst, answer.pair.worst)},
            {"rows", answer.pair.rows()},
            {"items", itemsJson(answer.pair, answer.rows)}};
}

void tellOfRuns(const Answer& answer) {
    if (answer.runs.passedOver > 0)
        printMessage("note[no-predictions]: passed over " + std::to_string(answer.runs.passedOver) +
                     " better or worse runs of which no predictions are kept; rerun them to have them judged");
    if (answer.pair.single) printMessage("note[one-run]: best and worst are the same run; --show both-wrong lists its mistakes");
}

} // namespace

int runGallery(const Arguments& arguments) {
    core::RunStore store = storeOf(arguments);
    const Result<Answer> answer = answerTo(arguments, store);
    if (!answer) return failWith(answer.error());
    tellOfRuns(*answer);
    const std::string sentence = sentenceOf(*answer);
    if (arguments.json())
        printOut(jsonText(jsonOf(*answer)));
    else if (!arguments.has("out") && !answer->rows.empty())
        printOut(core::write(core::galleryTable(answer->pair, answer->rows, nullptr,
                                                answer->format == core::TableFormat::Csv ? core::Digits::All : core::Digits::Three),
                             answer->format));
    printMessage(sentence);
    if (!arguments.has("out")) return 0;
    return writeSheets(arguments.get("out"), store, answer->runs, answer->pair, answer->rows, sentence);
}

} // namespace epochlab::app
