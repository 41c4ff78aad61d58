#include "verbs/run_predictions.h"

#include "compare/table_text.h"
#include "verbs/json_text.h"
#include "verbs/mistakes.h"
#include "verbs/output.h"

#include <algorithm>

namespace epochlab::app {
namespace {

using core::ErrorCode;
using core::PredictedRows;
using core::Result;
using nlohmann::ordered_json;

std::string csvOf(const PredictedRows& rows, const std::vector<std::string>& classes) {
    core::TextTable table{{{"row"}, {"name"}, {"class"}, {"predicted"}, {"right"}, {"confidence"}, {"class_probability"}}, {}};
    const core::SplitPredictions& answers = rows.predictions;
    for (std::size_t row = 0; row < rows.labels.size(); ++row) {
        const bool right = rows.labels[row] == answers.classes[row];
        table.rows.push_back({{std::to_string(row + 1)},
                              {row < rows.names.size() ? rows.names[row] : std::string()},
                              {classes[static_cast<std::size_t>(rows.labels[row])]},
                              {classes[static_cast<std::size_t>(answers.classes[row])]},
                              {right ? "1" : "0"},
                              {numberText(double{answers.confidences[row]})},
                              {numberText(double{answers.truthProbabilities[row]})}});
    }
    return core::write(table, core::TableFormat::Csv);
}

std::string jsonOf(const PredictedRows& rows, const std::vector<std::string>& classes) {
    const ordered_json document{{"split", core::splitName(rows.predictions.split)},
                                {"epoch", rows.epoch},
                                {"classes", classes},
                                {"names", rows.names},
                                {"labels", rows.labels},
                                {"predicted", rows.predictions.classes},
                                {"confidence", rows.predictions.confidences},
                                {"class_probability", rows.predictions.truthProbabilities}};
    return jsonText(document);
}

} // namespace

int printPredictions(const Arguments& arguments, core::RunStore& store) {
    const Result<std::optional<core::Split>> asked = splitFlag(arguments);
    if (!asked) return failWith(asked.error());
    const core::Split split = asked->value_or(core::Split::Validation);
    const Result<core::RunSummary> run = store.find(arguments.words[1]);
    if (!run) return failWith(run.error());
    const Result<core::StoredPredictions> stored = store.loadPredictionsOf(run->id);
    if (!stored) return failWith(stored.error());
    const auto rows = std::ranges::find_if(stored->splits, [split](const PredictedRows& each) { return each.predictions.split == split; });
    if (rows == stored->splits.end())
        return failWith({ErrorCode::RunNotFound, "no predictions are kept of these rows of the run", run->id,
                         "they are kept at the end of a run that has finished an epoch and has such rows"});
    printOut(arguments.json() ? jsonOf(*rows, stored->classNames) : csvOf(*rows, stored->classNames));
    std::size_t wrong = 0;
    for (std::size_t row = 0; row < rows->labels.size(); ++row) wrong += rows->labels[row] != rows->predictions.classes[row] ? 1 : 0;
    printMessage("epoch " + std::to_string(rows->epoch) + ": " + std::to_string(wrong) + " of " + std::to_string(rows->labels.size()) +
                 " " + std::string(core::splitName(split)) + " rows are wrong");
    return 0;
}

} // namespace epochlab::app
