#include "insight/sketch.h"
#include "compare/stored_comparison.h"
#include "insight/insight_text.h"
#include "verbs/compare_runs.h"
#include "verbs/json_text.h"
#include "verbs/mistakes.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;

/// That of a file, or the project's own.
Result<core::Sketch> sketchFor(const Arguments& arguments, const core::RunStore& store) {
    core::Metric metric;
    if (arguments.has("metric")) metric.series = arguments.get("metric");
    const std::string path = arguments.has("from") ? arguments.get("from") : core::sketchPath(store.directory(), metric);
    Result<core::Sketch> sketch = core::loadSketch(path, metric);
    if (sketch && sketch->empty())
        return Error{ErrorCode::DataNotFound, "there is no sketch of the " + metric.words(), path,
                     "draw one in the window (Compare, Plots, Predict first), or write --from FILE"};
    return sketch;
}

} // namespace

int runSketch(const Arguments& arguments) {
    const Result<core::TableFormat> format = formatOf(arguments);
    if (!format) return failWith(format.error());
    core::RunStore store = storeOf(arguments);
    const Result<core::Sketch> sketch = sketchFor(arguments, store);
    if (!sketch) return failWith(sketch.error());
    const Result<std::vector<core::RunSummary>> runs = chosenRuns(arguments, store, 0);
    if (!runs) return failWith(runs.error());
    const core::NumberCells cells(*format);
    core::TextTable table{{{"run"},
                           core::NumberCells::head("epochs"),
                           core::NumberCells::head("mean absolute difference"),
                           core::NumberCells::head("mean difference")},
                          {}};
    ordered_json document{{"metric", sketch->metric.series}, {"runs", ordered_json::array()}};
    for (const core::RunSummary& run : *runs) {
        const Result<core::ComparedRun> compared = core::loadComparedRun(store, run);
        if (!compared) return failWith(compared.error());
        const auto series = compared->series.find(sketch->metric.series);
        const core::SketchDifference difference =
            core::differenceOf(*sketch, series == compared->series.end() ? core::ComparedSeries{} : *series->second);
        const bool before = sketch->made > 0 && run.created < sketch->made;
        document["runs"].push_back({{"run", run.id},
                                    {"name", run.name},
                                    {"epochs", difference.epochs},
                                    {"mean_absolute_difference", numberOrNull(difference.meanAbsolute)},
                                    {"mean_difference", numberOrNull(difference.bias)},
                                    {"trained_before", before}});
        table.rows.push_back({{escaped(titleOf(run))},
                              cells.count(difference.epochs),
                              cells.number(difference.meanAbsolute),
                              cells.number(difference.bias)});
        if (!arguments.json())
            printMessage(titleOf(run) + ": " + core::sketchWords(difference) +
                         (before ? "; it was trained before the sketch was made" : ""));
    }
    printOut(arguments.json() ? jsonText(document) : core::write(table, *format));
    return 0;
}

} // namespace epochlab::app
