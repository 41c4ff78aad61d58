#pragma once

#include "insight/insight_text.h"
#include "report/recipe_figures.h"

#include <cstdint>
#include <string>
#include <vector>

namespace epochlab::core {

// What the parts that make figures share. Private to core/report.

/// A stored run of a figure, with all of its series.
struct FigureRun {
    RunSummary summary;
    ComparedRun run;
    std::string label; ///< of the plan, else what tells it from the others
    int hue = 0;       ///< its place in the plan, then in the order taken
};
using FigureRuns = std::vector<FigureRun>;

/// One figure to be made of chosen runs. What it refers to outlives it.
struct FigureAsk {
    RunStore& store;
    const FigureServices& services;
    const RecipeFigure& figure;
    FigureRuns runs;                         ///< those it is of; may be empty
    const std::vector<PlannedRun>& missing;  ///< of the plan, not trained yet
    std::size_t planned = 0;                 ///< runs in the plan
    const std::optional<RecipeTable>& table; ///< the recipe's own
};
using FigureList = Result<std::vector<Figure>>;

// One function a kind. Usually one figure; Layers and Heat give one a run. IoRead.
FigureList curvesFigure(const FigureAsk& ask);
FigureList valuesFigure(const FigureAsk& ask);
FigureList layersFigures(const FigureAsk& ask);
FigureList heatFigures(const FigureAsk& ask);
FigureList mapsFigure(const FigureAsk& ask);
FigureList tableFigure(const FigureAsk& ask);
FigureList runsFigure(const FigureAsk& ask);
FigureList galleryFigure(const FigureAsk& ask);

/// A stored run with its series.
Result<FigureRun> loadFigureRun(RunStore& store, const RunSummary& summary, std::string label, int hue);
ComparedRuns comparedOf(const FigureRuns& runs);
std::vector<const FigureRun*> bestAndWorst(const FigureRuns& runs);

/// What the figure is held against: guessing, and boosted trees, its own or the newest of the store on the same data. IoRead.
Result<std::vector<CurvesFigure::Level>> levelsFor(const FigureAsk& ask);
/// "Levels: chance 0.045."; empty where there are none.
std::string levelWords(const std::vector<CurvesFigure::Level>& levels);
/// "training" of "training_loss"
std::string splitOfSeries(const std::string& series);

/// Name, title and run ids of the figure asked for.
Figure namedFigure(const FigureAsk& ask);
/// The same with a reading alone: why there is nothing to see.
FigureList emptyFigure(const FigureAsk& ask, const std::string& why);
/// captionOf() with the rows that the accuracies are of.
std::string captionFor(const FigureAsk& ask, const FigureRuns& runs, const std::string& quantity, const std::string& axis,
                       const std::string& note = {});
/// Two lines at most: what was found, and with what is missing of the plan at its end.
std::string readingWith(const FigureAsk& ask, const std::string& first, const std::string& second = {});
/// readingOf() over all that differs in the runs.
std::string comparedReading(const FigureRuns& runs, const Metric& metric);

/// A series' value at the best epoch, or one of figureMetrics(). NaN: not known.
double figureValue(const ComparedRun& run, const std::string& metric);
/// "validation accuracy", "seconds per epoch"
std::string metricWords(const std::string& metric);
std::string capitalised(std::string text);
/// Lower-case letters, digits and hyphens: a part of a file's name.
std::string slugOf(const std::string& text);

} // namespace epochlab::core
