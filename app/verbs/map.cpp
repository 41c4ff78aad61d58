#include "composition.h"
#include "data/csv_cells.h"
#include "data/load.h"
#include "maps/decision_grid.h"
#include "verbs/json_text.h"
#include "verbs/loading_line.h"
#include "verbs/number_pair.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;

constexpr std::int64_t usualSide = 64;
constexpr std::int64_t mostSide = 1024;

struct Map {
    core::Model model;
    std::int64_t epoch = 0; ///< 0: the best one
    core::DatasetPointer dataset = {};
    core::MapPlane plane = {};
    std::unique_ptr<core::Predictor> predictor = {};
    core::DecisionGrid grid = {};
};

Result<std::int64_t> countFlag(const Arguments& arguments, const char* flag, std::int64_t usual, std::int64_t most) {
    if (!arguments.has(flag)) return usual;
    const Result<double> value = numberOf(arguments.get(flag), flag);
    if (!value) return value.error();
    if (*value >= 1.0 && *value <= static_cast<double>(most) && *value == static_cast<double>(static_cast<std::int64_t>(*value)))
        return static_cast<std::int64_t>(*value);
    return Error{ErrorCode::Usage, arguments.get(flag) + " is out of range", flag, "give a whole number from 1 to " + std::to_string(most)};
}

/// The best epoch's model, or that of the last epoch up to --epoch that is kept.
Result<Map> readModel(const Arguments& arguments) {
    core::RunStore store = storeOf(arguments);
    const std::string& run = arguments.words.front();
    Result<core::Model> model = store.loadModelOf(run);
    if (!model) return model.error();
    Map map{*std::move(model)};
    if (!arguments.has("epoch")) return map;
    const Result<std::int64_t> epoch = countFlag(arguments, "epoch", 1, std::int64_t{1} << 40);
    if (!epoch) return epoch.error();
    const Result<core::StoredEpoch> stored = store.loadEpochOf(run, *epoch);
    if (!stored) return stored.error();
    if (!stored->weights)
        return Error{ErrorCode::RunNotFound, "the model is too large for each epoch to be kept", run, "leave --epoch away"};
    map.model.weights = stored->weights;
    map.epoch = stored->epoch;
    return map;
}

Result<void> choosePlane(const Arguments& arguments, Map& map) {
    const auto features = map.model.featureNames.size();
    if (map.model.view || features < 2)
        return Error{ErrorCode::DataShape, "a decision map needs two numbers in a row", arguments.words.front(),
                     "choose a run on a table of numbers"};
    if (features > 2 && !arguments.has("components"))
        return Error{ErrorCode::DataShape, "a decision map needs two features; these data have " + std::to_string(features),
                     arguments.words.front(), "give --components for the plane of two principal components"};
    if (features > 2) map.plane = core::MapPlane::principal(*map.dataset);
    return {};
}

Result<void> setRange(const Arguments& arguments, const char* flag, double& low, double& high) {
    const auto range = pairFlag(arguments, flag, ':');
    if (!range) return range.error();
    if (!*range) return {};
    if ((*range)->first >= (*range)->second) return Error{ErrorCode::Usage, "the range is empty", flag, "write the lower number first"};
    std::tie(low, high) = **range;
    return {};
}

Result<Map> mapOf(const Arguments& arguments) {
    if (arguments.words.size() != 1) return Error{ErrorCode::Usage, "map takes one run", "", "write map RUN"};
    Result<Map> read = readModel(arguments);
    if (!read) return read;
    Map map = *std::move(read);
    Result<core::DatasetPointer> dataset = loadDataset(map.model.config, loadingLine());
    if (!dataset) return dataset.error();
    map.dataset = *std::move(dataset);
    if (map.dataset->featureNames != map.model.featureNames || map.dataset->classNames != map.model.classNames)
        return Error{ErrorCode::ConfigConflict, "the data have other columns or classes than when the run was trained", map.dataset->source,
                     "put the run's data back"};
    if (const Result<void> chosen = choosePlane(arguments, map); !chosen) return chosen.error();
    const Result<std::int64_t> side = countFlag(arguments, "side", usualSide, mostSide);
    if (!side) return side.error();
    map.grid = core::gridOver(*map.dataset, map.plane, static_cast<int>(*side), static_cast<int>(*side));
    Result<void> range = setRange(arguments, "x", map.grid.xMinimum, map.grid.xMaximum);
    if (range) range = setRange(arguments, "y", map.grid.yMinimum, map.grid.yMaximum);
    if (!range) return range.error();
    const auto trainer = findTrainer(map.model.config);
    if (!trainer) return trainer.error();
    auto predictor = (*trainer)->predictor(map.model);
    if (!predictor) return predictor.error();
    map.predictor = *std::move(predictor);
    return map;
}

std::size_t mostProbable(std::span<const float> answer) {
    return static_cast<std::size_t>(std::ranges::max_element(answer) - answer.begin());
}

std::span<const float> answerOf(const core::DecisionGrid& grid, int row, int column) {
    const auto classes = static_cast<std::size_t>(grid.classCount);
    return std::span(grid.probabilities).subspan(static_cast<std::size_t>(row * grid.columns + column) * classes, classes);
}

/// Cell by cell from below, as x, y, class and its probability.
std::string csvOf(const Map& map) {
    std::string text = core::csvCell(map.plane.axisTitle(*map.dataset, 0)) + "," + core::csvCell(map.plane.axisTitle(*map.dataset, 1)) +
                       ",class,probability\n";
    for (int row = 0; row < map.grid.rows; ++row) {
        for (int column = 0; column < map.grid.columns; ++column) {
            const auto answer = answerOf(map.grid, row, column);
            const std::size_t best = mostProbable(answer);
            text += numberText(map.grid.xAt(column)) + "," + numberText(map.grid.yAt(row)) + "," +
                    core::csvCell(map.model.classNames[best]) + "," + numberText(double{answer[best]}) + "\n";
        }
    }
    return text;
}

ordered_json jsonOf(const Map& map) {
    ordered_json document{{"epoch", map.epoch > 0 ? ordered_json(map.epoch) : ordered_json()},
                          {"axes", {map.plane.axisTitle(*map.dataset, 0), map.plane.axisTitle(*map.dataset, 1)}},
                          {"classes", map.model.classNames},
                          {"x", {map.grid.xMinimum, map.grid.xMaximum}},
                          {"y", {map.grid.yMinimum, map.grid.yMaximum}},
                          {"rows", ordered_json::array()}};
    for (int row = 0; row < map.grid.rows; ++row) {
        ordered_json line = ordered_json::array();
        for (int column = 0; column < map.grid.columns; ++column) line.push_back(mostProbable(answerOf(map.grid, row, column)));
        document["rows"].push_back(std::move(line));
    }
    return document;
}

ordered_json rowJson(const Map& map, const core::MapPoint& point) {
    const core::TableRows& rows = map.dataset->rows(point.split);
    const auto row = static_cast<std::size_t>(point.row);
    return {{"split", core::splitName(point.split)},
            {"row", point.row + 1},
            {"name", row < rows.names.size() ? ordered_json(rows.names[row]) : ordered_json()},
            {"class", map.model.classNames[point.label]},
            {"x", point.x},
            {"y", point.y}};
}

/// The three most probable classes at a place, and the rows nearest to it.
Result<ordered_json> answerAt(Map& map, double x, double y) {
    constexpr std::size_t most = 3;
    std::vector<float> features;
    map.plane.appendFeatures(x, y, features);
    const Result<std::vector<float>> answer = map.predictor->probabilities(features, 1);
    if (!answer) return answer.error();
    std::vector<std::size_t> order(answer->size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return (*answer)[a] > (*answer)[b]; });
    ordered_json document{{"x", x}, {"y", y}, {"classes", ordered_json::array()}, {"nearest", ordered_json::array()}};
    for (std::size_t i = 0; i < std::min(most, order.size()); ++i)
        document["classes"].push_back({{"class", map.model.classNames[order[i]]}, {"probability", (*answer)[order[i]]}});
    for (const core::MapPoint& point : core::nearestRows(*map.dataset, map.plane, map.grid, x, y, most))
        document["nearest"].push_back(rowJson(map, point));
    return document;
}

std::string textOf(const ordered_json& place) {
    std::string text;
    for (const ordered_json& each : place["classes"])
        text += each["class"].get<std::string>() + " " + numberText(each["probability"].get<double>()) + "\n";
    for (const ordered_json& row : place["nearest"]) {
        const std::string name =
            row["name"].is_null() ? "row " + std::to_string(row["row"].get<std::int64_t>()) : row["name"].get<std::string>();
        text += "near: " + name + " (" + row["class"].get<std::string>() + ", " + row["split"].get<std::string>() + ")\n";
    }
    return text;
}

} // namespace

int runMap(const Arguments& arguments) {
    const auto place = pairFlag(arguments, "at", ',');
    if (!place) return failWith(place.error());
    Result<Map> map = mapOf(arguments);
    if (!map) return failWith(map.error());
    if (*place) {
        const Result<ordered_json> answer = answerAt(*map, (*place)->first, (*place)->second);
        if (!answer) return failWith(answer.error());
        printOut(arguments.json() ? jsonText(*answer) : textOf(*answer));
        return 0;
    }
    if (const Result<void> done = core::answerGrid(*map->predictor, map->plane, map->dataset->classCount(), map->grid); !done)
        return failWith(done.error());
    printOut(arguments.json() ? jsonText(jsonOf(*map)) : csvOf(*map));
    return 0;
}

} // namespace epochlab::app
