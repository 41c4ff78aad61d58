#include "params/model_fields.h"
#include "report/figure_parts.h"

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

/// The figure's own boosted trees, else the newest of the store on the same data.
Result<std::optional<ComparedRun>> treesFor(const FigureAsk& ask) {
    std::optional<ComparedRun> found;
    for (const FigureRun& run : ask.runs)
        if (run.run.config && isTreeModel(*run.run.config)) found = run.run;
    if (found || ask.runs.empty()) return found;
    const auto runs = ask.store.list();
    if (!runs) return runs.error();
    const auto configs = ask.store.loadConfigs();
    if (!configs) return configs.error();
    for (auto run = runs->rbegin(); run != runs->rend(); ++run) {
        const auto config = configs->find(run->id);
        if (run->state != "finished" || run->dataFingerprint != ask.runs.front().summary.dataFingerprint) continue;
        if (config == configs->end() || !isTreeModel(config->second)) continue;
        Result<FigureRun> loaded = loadFigureRun(ask.store, *run, "boosted trees", 0);
        if (!loaded) return loaded.error();
        return std::optional(std::move(loaded->run));
    }
    return found;
}

} // namespace

Result<std::vector<CurvesFigure::Level>> levelsFor(const FigureAsk& ask) {
    std::vector<CurvesFigure::Level> levels;
    if (ask.runs.empty()) return levels;
    for (const std::string& name : ask.figure.levels) {
        if (name == "chance") {
            const auto curves = ask.store.loadCurvesOf(ask.runs.front().summary.id, {"training_loss"});
            if (!curves) return curves.error();
            if (!curves->classNames.empty()) levels.push_back({"chance", 1.0 / static_cast<double>(curves->classNames.size())});
            continue;
        }
        const Result<std::optional<ComparedRun>> trees = treesFor(ask);
        if (!trees) return trees.error();
        if (!*trees) continue;
        for (const std::string& series : ask.figure.show)
            if (const double value = valueAtBest(**trees, Metric{series}); std::isfinite(value))
                levels.push_back({"boosted trees" + (ask.figure.show.size() > 1 ? ", " + splitOfSeries(series) : ""), value});
    }
    return levels;
}

std::string levelWords(const std::vector<CurvesFigure::Level>& levels) {
    std::string text;
    for (const CurvesFigure::Level& level : levels) text += (text.empty() ? "" : "; ") + level.label + " " + fixedText(level.y);
    return text.empty() ? text : "Levels: " + text + ".";
}

std::string splitOfSeries(const std::string& series) { return series.substr(0, series.find('_')); }

} // namespace epochlab::core
