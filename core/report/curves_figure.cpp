#include "compare/group_curve.h"
#include "compare/overfitting.h"
#include "params/model_fields.h"
#include "report/figure_parts.h"

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

FigureDash dashOf(const std::string& series) {
    if (series.starts_with("validation")) return FigureDash::Dashed;
    return series.starts_with("test") ? FigureDash::Dotted : FigureDash::Solid;
}

std::string commonWords(const std::vector<std::string>& show) {
    if (show.size() == 1) return metricWords(show.front());
    const std::string suffix = show.front().substr(show.front().rfind('_') + 1);
    const bool same = std::ranges::all_of(show, [&](const std::string& series) { return series.ends_with("_" + suffix); });
    return same ? suffix : "value";
}

std::string quantityWords(const std::vector<std::string>& show) {
    std::string text;
    const std::string common = commonWords(show);
    if (show.size() == 1 || common == "value") return common;
    for (std::size_t i = 0; i < show.size(); ++i) text += (i == 0 ? "" : i + 1 == show.size() ? " and " : ", ") + splitOfSeries(show[i]);
    return text + " " + common;
}

std::string curveLabel(const FigureAsk& ask, const FigureRun& run, const std::string& series) {
    const std::string split = ask.figure.show.size() > 1 ? splitOfSeries(series) : std::string();
    if (ask.runs.size() == 1 && !split.empty()) return split;
    return run.label + (split.empty() ? "" : ", " + split);
}

CurvesFigure::Curve curveOf(const FigureAsk& ask, const FigureRun& run, const std::string& series) {
    const bool byStep = ask.figure.axis == RecipeFigureAxis::Step;
    RunCurve values = runCurve(run.run, Metric{series}, byStep ? ComparedAxis::Step : ComparedAxis::Epoch);
    CurvesFigure::Curve curve{
        .label = curveLabel(ask, run, series), .hue = run.hue, .dash = dashOf(series), .x = std::move(values.x), .y = std::move(values.y)};
    if (run.run.best && series != "batch_loss")
        curve.best = static_cast<double>(run.run.best->epoch) * (byStep ? run.run.stepsPerEpoch : 1.0);
    return curve;
}

/// Whether the boosted trees are a level, and no curve: their epoch is a round.
bool isLevel(const FigureAsk& ask, const FigureRun& run) {
    const auto& levels = ask.figure.levels;
    return run.run.config && isTreeModel(*run.run.config) && std::ranges::find(levels, "boosted-trees") != levels.end();
}

/// Of one run: its best epoch, its end, and whether it has gone on for too long.
std::string readingOfOne(const FigureRun& run, const std::vector<std::string>& show) {
    std::string text = "Best epoch " + (run.run.best ? std::to_string(run.run.best->epoch) : std::string("–")) + " of " +
                       std::to_string(run.summary.epochs) + ":";
    for (const std::string& series : show) {
        const RunCurve curve = runCurve(run.run, Metric{series}, ComparedAxis::Epoch);
        if (curve.y.empty()) continue;
        text += (text.ends_with(':') ? " " : "; ") + metricWords(series) + " " + fixedText(valueAtBest(run.run, Metric{series})) +
                ", at the end " + fixedText(curve.y.back());
    }
    return text + ".";
}

std::string secondOfOne(const FigureRun& run) {
    const std::optional<Overfitting> hint = overfittingOf(run.run);
    return hint ? capitalised(overfittingWords(*hint)) + "." : "The validation loss shows no clear rise while the training loss falls.";
}

/// How much the losses of single batches scatter at the end: over the last fifth of its steps.
std::string scatterReading(const FigureRuns& runs) {
    std::string text;
    for (const FigureRun& run : runs) {
        const auto found = run.run.series.find("batch_loss");
        if (found == run.run.series.end()) continue;
        const std::vector<double>& losses = found->second->y;
        const std::vector<double> last(losses.end() - static_cast<std::ptrdiff_t>((losses.size() + 4) / 5), losses.end());
        text += (text.empty() ? "" : "; ") + run.label + ": " + spreadText(spreadOf(last));
    }
    return text.empty() ? "No run has kept its losses by batch."
                        : "Loss by batch over the last fifth of the steps, mean ± standard deviation: " + text + ".";
}

} // namespace

FigureList curvesFigure(const FigureAsk& asked) {
    FigureAsk ask = asked;
    if (ask.runs.empty()) return emptyFigure(ask, "There is no run to show yet.");
    const Result<std::vector<CurvesFigure::Level>> levels = levelsFor(ask);
    if (!levels) return levels.error();
    std::erase_if(ask.runs, [&](const FigureRun& run) { return isLevel(asked, run); });
    if (ask.runs.empty()) return emptyFigure(ask, "There is no network to show yet.");
    const bool byStep = ask.figure.axis == RecipeFigureAxis::Step;
    CurvesFigure curves{.xTitle = byStep ? "Step" : "Epoch",
                        .yTitle = capitalised(commonWords(ask.figure.show)),
                        .xLogarithmic = ask.figure.xLogarithmic,
                        .yLogarithmic = ask.figure.yLogarithmic,
                        .curves = {},
                        .levels = *levels};
    for (const FigureRun& run : ask.runs)
        for (const std::string& series : ask.figure.show)
            if (CurvesFigure::Curve curve = curveOf(ask, run, series); !curve.x.empty()) curves.curves.push_back(std::move(curve));
    curves.points = std::ranges::all_of(curves.curves, [](const auto& curve) { return curve.x.size() < 2; }); // no line has a length
    Figure figure = namedFigure(ask);
    figure.caption = captionFor(ask, ask.runs, quantityWords(ask.figure.show), byStep ? "step" : "epoch");
    const auto validation = std::ranges::find_if(ask.figure.show, [](const auto& series) { return series.starts_with("validation_"); });
    const std::string& first = validation == ask.figure.show.end() ? ask.figure.show.front() : *validation; // what chooses epochs
    if (first == "batch_loss")
        figure.reading = readingWith(ask, scatterReading(ask.runs), levelWords(*levels));
    else if (ask.runs.size() == 1)
        figure.reading = readingWith(ask, readingOfOne(ask.runs.front(), ask.figure.show), secondOfOne(ask.runs.front()));
    else
        figure.reading = readingWith(ask, comparedReading(ask.runs, Metric{first}), levelWords(*levels));
    figure.content = std::move(curves);
    return std::vector<Figure>{std::move(figure)};
}

} // namespace epochlab::core
