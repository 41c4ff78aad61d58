#include "verbs/mistakes.h"

#include "verbs/chosen.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;

ordered_json answerJson(const core::PredictionPair& pair, const core::PredictedRows& model, std::size_t row) {
    const core::SplitPredictions& answers = model.predictions;
    return {{"predicted", pair.classNames[static_cast<std::size_t>(answers.classes[row])]},
            {"confidence", answers.confidences[row]},
            {"class_probability", answers.truthProbabilities[row]}};
}

} // namespace

Result<std::optional<core::Split>> splitFlag(const Arguments& arguments) {
    if (!arguments.has("split")) return std::optional<core::Split>();
    const Result<core::Split> split =
        chosen<core::Split>(arguments, "split", {{"validation", core::Split::Validation}, {"test", core::Split::Test}});
    if (!split) return split.error();
    return std::optional(*split);
}

Result<std::int32_t> classFlag(const Arguments& arguments, const std::string& flag, const std::vector<std::string>& classes) {
    if (!arguments.has(flag)) return -1;
    const auto found = std::ranges::find(classes, arguments.get(flag));
    if (found != classes.end()) return static_cast<std::int32_t>(found - classes.begin());
    std::string names;
    for (const std::string& name : classes) names += (names.empty() ? "" : ", ") + name;
    return Error{ErrorCode::Usage, "there is no class of that name", "--" + flag + " " + arguments.get(flag),
                 "one of " + (names.size() > 300 ? names.substr(0, 300) + "…" : names)};
}

std::string titleOf(const core::RunSummary& run) { return run.name.empty() ? run.id : run.name; }

ordered_json itemsJson(const core::PredictionPair& pair, const std::vector<std::size_t>& rows) {
    ordered_json items = ordered_json::array();
    for (const std::size_t row : rows) {
        ordered_json item{{"row", row + 1},
                          {"name", row < pair.names().size() ? ordered_json(pair.names()[row]) : ordered_json()},
                          {"class", pair.classNames[static_cast<std::size_t>(pair.labels()[row])]}};
        if (pair.single) {
            item.update(answerJson(pair, pair.best, row));
        } else {
            item["best"] = answerJson(pair, pair.best, row);
            item["worst"] = answerJson(pair, pair.worst, row);
        }
        items.push_back(std::move(item));
    }
    return items;
}

} // namespace epochlab::app
