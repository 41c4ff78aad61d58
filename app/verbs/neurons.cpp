#include "composition.h"
#include "insight/insight_text.h"
#include "insight/neuron_maps.h"
#include "params/model_fields.h"
#include "verbs/compare_runs.h"
#include "verbs/json_text.h"
#include "verbs/loading_line.h"
#include "verbs/number_pair.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

#include <cmath>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::NeuronMaps;
using core::Result;
using nlohmann::ordered_json;

constexpr std::int64_t largestSide = 512;

/// Of all rows of the data.
Result<core::PlaneRange> rangeOf(const core::Model& model) {
    const Result<core::DatasetPointer> dataset = loadDataset(model.config, loadingLine());
    if (!dataset) return dataset.error();
    core::PlaneRange range{HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL};
    for (const core::TableRows& rows : (*dataset)->splits)
        for (std::size_t at = 0; at + 1 < rows.features.size(); at += 2) {
            range.xLow = std::min(range.xLow, double{rows.features[at]});
            range.xHigh = std::max(range.xHigh, double{rows.features[at]});
            range.yLow = std::min(range.yLow, double{rows.features[at + 1]});
            range.yHigh = std::max(range.yHigh, double{rows.features[at + 1]});
        }
    return range;
}

Result<NeuronMaps> mapsFor(const Arguments& arguments) {
    if (arguments.words.size() != 1) return Error{ErrorCode::Usage, "neurons takes one run", "", "write neurons RUN --at X,Y"};
    const Result<std::int64_t> side = countOf(arguments, "side", 1, 32);
    if (!side) return side.error();
    if (*side > largestSide) return Error{ErrorCode::Usage, "the grid is too fine", "--side", "write at most 512"};
    const Result<core::Model> model = storeOf(arguments).loadModelOf(arguments.words.front());
    if (!model) return model.error();
    if (core::isTreeModel(model->config) || core::isPictureModel(model->config))
        return Error{ErrorCode::Usage, "the run's model is no multilayer perceptron", arguments.words.front(), "see model RUN"};
    const auto place = pairFlag(arguments, "at", ',');
    if (!place) return place.error();
    if (*place) {
        const auto [x, y] = **place;
        return core::neuronMaps(*model, {x, x, y, y}, 1);
    }
    const Result<core::PlaneRange> range = model->featureNames.size() == 2 ? rangeOf(*model) : Result<core::PlaneRange>(core::PlaneRange{});
    if (!range) return range.error();
    return core::neuronMaps(*model, *range, static_cast<int>(*side));
}

core::TextTable tableOf(const NeuronMaps& maps, core::TableFormat format) {
    const core::NumberCells cells(format);
    core::TextTable table{{{"layer"},
                           {"neuron"},
                           core::NumberCells::head(maps.xTitle),
                           core::NumberCells::head(maps.yTitle),
                           core::NumberCells::head("activation")},
                          {}};
    for (const NeuronMaps::Layer& layer : maps.layers)
        for (std::size_t neuron = 0; neuron < layer.maps.size(); ++neuron)
            for (std::size_t at = 0; at < layer.maps[neuron].size(); ++at)
                table.rows.push_back({{layer.name},
                                      {layer.titles[neuron]},
                                      cells.number(maps.x(static_cast<int>(at) % maps.side)),
                                      cells.number(maps.y(static_cast<int>(at) / maps.side)),
                                      cells.number(double{layer.maps[neuron][at]}, 5)});
    return table;
}

ordered_json jsonOf(const NeuronMaps& maps) {
    ordered_json document{{"features", {maps.xTitle, maps.yTitle}}, {"x", ordered_json::array()}, {"y", ordered_json::array()}};
    for (int at = 0; at < maps.side; ++at) {
        document["x"].push_back(maps.x(at));
        document["y"].push_back(maps.y(at));
    }
    document["layers"] = ordered_json::array();
    for (const NeuronMaps::Layer& layer : maps.layers)
        document["layers"].push_back({{"name", layer.name}, {"neurons", layer.titles}, {"activations", layer.maps}});
    document["dead"] = maps.dead();
    return document;
}

} // namespace

int runNeurons(const Arguments& arguments) {
    const Result<core::TableFormat> format = formatOf(arguments);
    if (!format) return failWith(format.error());
    const Result<NeuronMaps> maps = mapsFor(arguments);
    if (!maps) return failWith(maps.error());
    if (arguments.json()) {
        printOut(jsonText(jsonOf(*maps)));
        return 0;
    }
    printOut(core::write(tableOf(*maps, *format), *format));
    if (!arguments.has("at")) printMessage(std::to_string(maps->dead()) + " hidden neurons put out 0 everywhere on the plane");
    return 0;
}

} // namespace epochlab::app
