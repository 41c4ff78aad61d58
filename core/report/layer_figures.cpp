#include "params/setting_words.h"
#include "report/figure_parts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::core {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
const char* const squaredNorm = "‖g‖², mean over the epoch's batches";

struct Gradients {
    std::vector<std::string> names; ///< input side first
    std::vector<GradientRow> rows;  ///< by epoch
};

Result<Gradients> gradientsOf(const FigureAsk& ask, const FigureRun& run) {
    Result<StoredCurves> curves = ask.store.loadCurvesOf(run.summary.id);
    if (!curves) return curves.error();
    Gradients gradients{std::move(curves->layerNames), std::move(curves->gradients)};
    if (gradients.names.empty() && !gradients.rows.empty()) gradients.names = gradients.rows.front().layerNames;
    return gradients;
}

double valueAt(const GradientRow& row, std::size_t layer) { return layer < row.squaredNorms.size() ? row.squaredNorms[layer] : unknown; }

/// The layers asked for that the run has; all where none are named.
std::vector<std::size_t> layersOf(const FigureAsk& ask, const Gradients& gradients) {
    std::vector<std::size_t> layers;
    for (std::size_t i = 0; i < gradients.names.size(); ++i)
        if (ask.figure.layers.empty() || std::ranges::find(ask.figure.layers, static_cast<std::int64_t>(i)) != ask.figure.layers.end())
            layers.push_back(i);
    return layers;
}

/// Between the first layer and the last hidden one, at the end of the last epoch.
std::string flowWords(const Gradients& gradients) {
    if (gradients.rows.empty() || gradients.names.size() < 2) return "no gradients are kept";
    const GradientRow& last = gradients.rows.back();
    const std::size_t deep = gradients.names.size() > 2 ? gradients.names.size() - 2 : 1; // the output layer is another size
    const double input = valueAt(last, 0);
    const double output = valueAt(last, deep);
    std::string text = "‖g‖² " + shortNumber(input, 3) + " at " + layerInWords(gradients.names[0]) + ", " + shortNumber(output, 3) +
                       " at " + layerInWords(gradients.names[deep]) + " (epoch " + std::to_string(last.epoch) + ")";
    if (!std::isfinite(input) || !std::isfinite(output)) return text;
    if (input == 0.0 && output == 0.0) return text + ": none arrives anywhere";
    if (input == 0.0) return text + ": it vanishes altogether towards the input";
    const double decades = std::log10(output / input);
    if (!std::isfinite(decades) || std::abs(decades) < 1.0) return text + ": within a factor of ten, it does not vanish";
    return text + ": " + shortNumber(std::abs(decades), 2) + " decades " + (decades > 0 ? "less" : "more") + " towards the input";
}

/// One of several runs has its label in its name.
Figure figureOf(const FigureAsk& ask, const FigureRun& run, const Gradients& gradients) {
    Figure figure = namedFigure(ask);
    figure.runs = {run.summary.id};
    if (ask.planned > 1 || ask.runs.size() > 1) {
        figure.name += "-" + slugOf(run.label);
        figure.title += ": " + run.label;
    }
    figure.caption = captionFor(ask, {run}, "‖g‖² by layer", "epoch");
    figure.reading = readingWith(ask, run.label + ": " + flowWords(gradients) + ".");
    return figure;
}

/// Without curves.
CurvesFigure framed(const FigureAsk& ask, const char* xTitle) {
    CurvesFigure curves;
    curves.xTitle = xTitle;
    curves.yTitle = squaredNorm;
    curves.xLogarithmic = ask.figure.xLogarithmic;
    curves.yLogarithmic = ask.figure.yLogarithmic;
    return curves;
}

CurvesFigure linesOf(const FigureAsk& ask, const Gradients& gradients) {
    CurvesFigure curves = framed(ask, "Epoch");
    for (const std::size_t layer : layersOf(ask, gradients)) {
        CurvesFigure::Curve curve{.label = gradients.names[layer], .hue = static_cast<int>(curves.curves.size()), .x = {}, .y = {}};
        for (const GradientRow& row : gradients.rows) {
            curve.x.push_back(static_cast<double>(row.epoch));
            curve.y.push_back(valueAt(row, layer));
        }
        curves.curves.push_back(std::move(curve));
    }
    curves.points = gradients.rows.size() < 2;
    return curves;
}

/// One figure of all runs: their last epochs over the layers.
FigureList profileFigure(const FigureAsk& ask) {
    CurvesFigure curves = framed(ask, "Layer, from the input");
    std::string reading;
    for (const FigureRun& run : ask.runs) {
        const Result<Gradients> gradients = gradientsOf(ask, run);
        if (!gradients) return gradients.error();
        if (gradients->rows.empty()) continue;
        CurvesFigure::Curve curve{.label = run.label, .hue = run.hue, .x = {}, .y = {}};
        for (const std::size_t layer : layersOf(ask, *gradients)) {
            curve.x.push_back(static_cast<double>(layer));
            curve.y.push_back(valueAt(gradients->rows.back(), layer));
        }
        const double first = curve.y.empty() ? unknown : curve.y.front();
        reading += (reading.empty() ? "‖g‖² of the first layer at the last epoch: " : "; ") + run.label + " " + shortNumber(first, 3);
        curves.curves.push_back(std::move(curve));
    }
    if (curves.curves.empty()) return emptyFigure(ask, "No run has kept its gradients.");
    Figure figure = namedFigure(ask);
    figure.caption = captionFor(ask, ask.runs, "‖g‖² of the last epoch", "layer");
    figure.reading = readingWith(ask, reading + ".");
    figure.content = std::move(curves);
    return std::vector<Figure>{std::move(figure)};
}

HeatFigure heatOf(const Gradients& gradients) {
    HeatFigure heat{.xTitle = "Epoch",
                    .yTitle = "Layer, the input's on top",
                    .valueTitle = squaredNorm,
                    .columns = {},
                    .rows = gradients.names,
                    .values = std::vector<std::vector<double>>(gradients.names.size()),
                    .logarithmic = true};
    for (const GradientRow& row : gradients.rows) {
        heat.columns.push_back(std::to_string(row.epoch));
        for (std::size_t layer = 0; layer < heat.values.size(); ++layer) heat.values[layer].push_back(valueAt(row, layer));
    }
    return heat;
}

/// A figure of each run that has kept its gradients.
template <typename Content> FigureList figuresOfRuns(const FigureAsk& ask, Content contentOf) {
    std::vector<Figure> figures;
    for (const FigureRun& run : ask.runs) {
        const Result<Gradients> gradients = gradientsOf(ask, run);
        if (!gradients) return gradients.error();
        if (gradients->rows.empty()) continue;
        figures.push_back(figureOf(ask, run, *gradients));
        figures.back().content = contentOf(*gradients);
    }
    return figures.empty() ? emptyFigure(ask, "No run has kept its gradients.") : FigureList(std::move(figures));
}

} // namespace

FigureList layersFigures(const FigureAsk& ask) {
    if (ask.figure.axis == RecipeFigureAxis::Layer) return profileFigure(ask);
    return figuresOfRuns(ask, [&ask](const Gradients& gradients) { return linesOf(ask, gradients); });
}

FigureList heatFigures(const FigureAsk& ask) { return figuresOfRuns(ask, heatOf); }

} // namespace epochlab::core
