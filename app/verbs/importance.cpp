#include "insight/importance.h"
#include "compare/stored_comparison.h"
#include "insight/parallel_plot.h"
#include "verbs/compare_runs.h"
#include "verbs/json_text.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

namespace epochlab::app {
namespace {

using core::ComparedRuns;
using core::Result;
using nlohmann::ordered_json;

/// With what the metric takes, and no other series.
Result<ComparedRuns> runsOf(const Arguments& arguments, core::RunStore& store, const core::Metric& metric) {
    const Result<std::vector<core::RunSummary>> found = chosenRuns(arguments, store, 0);
    if (!found) return found.error();
    ComparedRuns runs;
    for (const core::RunSummary& run : *found) {
        Result<core::TabledRun> loaded = core::loadTabledRun(store, run, metric);
        if (!loaded) return loaded.error();
        runs.push_back(std::move(loaded->run));
    }
    return runs;
}

ordered_json jsonOf(const core::ParallelPlot& plot, const ComparedRuns& runs) {
    ordered_json list = ordered_json::array();
    for (const core::ParallelLine& line : plot.lines) {
        const core::ComparedRun& run = runs[line.run];
        ordered_json settings = ordered_json::object();
        for (std::size_t at = 0; at + 1 < plot.axes.size(); ++at) {
            const std::string& id = plot.axes[at].field;
            settings[id] = ordered_json();
            if (run.config->isVisible(id))
                settings[id] = std::visit([](const auto& value) { return ordered_json(value); }, run.config->value(id));
        }
        list.push_back({{"run", run.id},
                        {"name", run.name},
                        {"state", line.state},
                        {"settings", std::move(settings)},
                        {plot.metric.series, numberOrNull(line.metric)}});
    }
    return list;
}

ordered_json jsonOf(const core::Importance& importance) {
    ordered_json fields = ordered_json::array();
    for (const core::FieldShare& field : importance.fields)
        fields.push_back({{"field", field.field},
                          {"levels", field.levels},
                          {"grouped", field.grouped},
                          {"share", field.share},
                          {"share_by_chance_95", field.chance},
                          {"p", field.p},
                          {"clear", field.isClear()}});
    return {{"metric", importance.metric.series},
            {"runs_with_value", importance.runs},
            {"left_out", importance.leftOut},
            {"fields", std::move(fields)},
            {"unspeakable", importance.unspeakable}};
}

} // namespace

int runImportance(const Arguments& arguments) {
    const Result<core::TableFormat> format = formatOf(arguments);
    if (!format) return failWith(format.error());
    core::Metric metric;
    if (arguments.has("metric")) metric.series = arguments.get("metric");
    core::RunStore store = storeOf(arguments);
    const Result<ComparedRuns> runs = runsOf(arguments, store, metric);
    if (!runs) return failWith(runs.error());
    const core::ParallelPlot plot = core::parallelPlot(*runs, metric);
    if (arguments.has("runs") && !arguments.json()) {
        printOut(core::write(core::parallelTable(plot, *runs, *format), *format));
        return 0;
    }
    const Result<core::Importance> importance = core::importanceOf(*runs, metric);
    if (!importance) return failWith(importance.error());
    if (arguments.json()) {
        ordered_json document = jsonOf(*importance);
        document["runs"] = jsonOf(plot, *runs);
        printOut(jsonText(document));
        return 0;
    }
    printOut(core::write(core::importanceTable(*importance, *format), *format));
    printMessage(core::importanceWords(*importance));
    return 0;
}

} // namespace epochlab::app
