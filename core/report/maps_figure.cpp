#include "maps/decision_grid.h"
#include "report/figure_parts.h"

#include <algorithm>

namespace epochlab::core {
namespace {

constexpr int side = 120;                 ///< cells along an axis
constexpr std::int64_t mostPoints = 2000; ///< test rows on a map; of more, every n-th

struct Plane {
    DatasetPointer data;
    MapPlane plane;
};

Error noMap(const char* what, const std::string& where) {
    return {ErrorCode::DataShape, what, where, "choose a run on a table of numbers"};
}

Result<Plane> planeOf(const FigureAsk& ask, const FigureRun& run) {
    if (!ask.services.run.loadData || !ask.services.run.findTrainer || !run.run.config) return noMap("no map can be computed here", "");
    Result<DatasetPointer> data = ask.services.run.loadData(*run.run.config);
    if (!data) return data.error();
    if ((*data)->pictures || (*data)->featureCount() < 2) return noMap("a decision map needs two numbers in a row", (*data)->source);
    if (fingerprintText((*data)->fingerprint) != run.summary.dataFingerprint)
        return noMap("the data are no longer those that the run was trained on", (*data)->source);
    Plane plane{*std::move(data), {}};
    if (plane.data->featureCount() > 2) plane.plane = MapPlane::principal(*plane.data);
    return plane;
}

Result<MapsFigure::Panel> panelOf(const FigureAsk& ask, const FigureRun& run, const Plane& plane) {
    const Result<Model> model = ask.store.loadModelOf(run.summary.id);
    if (!model) return model.error();
    const auto trainer = ask.services.run.findTrainer(model->config);
    if (!trainer) return trainer.error();
    const auto predictor = (*trainer)->predictor(*model);
    if (!predictor) return predictor.error();
    MapsFigure::Panel panel{.title = run.label, .grid = gridOver(*plane.data, plane.plane, side, side), .points = {}};
    if (const Result<void> done = answerGrid(**predictor, plane.plane, plane.data->classCount(), panel.grid); !done) return done.error();
    if (run.summary.best) panel.grid.epoch = static_cast<int>(run.summary.best->epoch);
    const Split split = plane.data->rows(Split::Test).count > 0 ? Split::Test : Split::Validation;
    panel.points = pointsOf(*plane.data, plane.plane, split, mostPoints);
    if (const Result<void> done = judgePoints(**predictor, *plane.data, panel.points); !done) return done.error();
    return panel;
}

/// "3 of 900 test points stand on a wrong colour in …"
std::string wrongWords(const std::vector<MapsFigure::Panel>& panels) {
    std::string text;
    for (const MapsFigure::Panel& panel : panels)
        text += (text.empty() ? "" : "; ") + panel.title + " " + std::to_string(std::ranges::count_if(panel.points, &MapPoint::wrong)) +
                " of " + std::to_string(panel.points.size());
    const bool test = !panels.front().points.empty() && panels.front().points.front().split == Split::Test;
    return std::string(test ? "Test" : "Validation") + " points on the map that are wrong: " + text + ".";
}

std::string accuracyWords(const std::vector<const FigureRun*>& runs) {
    std::string text;
    for (const FigureRun* run : runs)
        text += (text.empty() ? "" : "; ") + run->label + " " + fixedText(figureValue(run->run, "validation_accuracy"));
    return "Validation accuracy: " + text + ".";
}

} // namespace

FigureList mapsFigure(const FigureAsk& ask) {
    std::vector<const FigureRun*> runs;
    for (const FigureRun& run : ask.runs) runs.push_back(&run);
    const bool ranked = ask.figure.runs == RecipeFigureRuns::BestAndWorst;
    if (ranked) runs = bestAndWorst(ask.runs);
    if (runs.empty()) return emptyFigure(ask, "There is no run to show yet.");
    const Result<Plane> plane = planeOf(ask, *runs.front());
    if (!plane) return emptyFigure(ask, "No map: " + describe(plane.error()) + ".");
    MapsFigure maps{.xTitle = plane->plane.axisTitle(*plane->data, 0),
                    .yTitle = plane->plane.axisTitle(*plane->data, 1),
                    .classes = plane->data->classNames,
                    .geographic = plane->data->geographic && !plane->plane.isPrincipal(),
                    .panels = {}};
    for (const FigureRun* run : runs) {
        Result<MapsFigure::Panel> panel = panelOf(ask, *run, *plane);
        if (!panel) return emptyFigure(ask, "No map of " + run->label + ": " + describe(panel.error()) + ".");
        if (ranked && runs.size() > 1) panel->title += run == runs.front() ? " (best)" : " (worst)";
        maps.panels.push_back(*std::move(panel));
    }
    FigureRuns shown;
    for (const FigureRun* run : runs) shown.push_back(*run);
    Figure figure = namedFigure(ask);
    figure.runs.clear();
    for (const FigureRun& run : shown) figure.runs.push_back(run.summary.id);
    figure.caption = captionFor(ask, shown, "decision map at the best epoch", "", "points are test rows");
    figure.reading = readingWith(ask, accuracyWords(runs), wrongWords(maps.panels));
    figure.content = std::move(maps);
    return std::vector<Figure>{std::move(figure)};
}

} // namespace epochlab::core
