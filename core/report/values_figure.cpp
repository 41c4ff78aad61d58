#include "compare/reading.h"
#include "params/setting_words.h"
#include "report/figure_parts.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace epochlab::core {
namespace {

constexpr double beyondChance = 1.96;

double numberOfField(const ParamSet& config, const std::string& id) {
    const ParamValue& value = config.value(id);
    const double* real = std::get_if<double>(&value);
    return real != nullptr ? *real : static_cast<double>(std::get<std::int64_t>(value));
}

/// Values of one metric by the field on the axis; of several runs at a place their mean, and their ends as a band.
CurvesFigure::Curve curveOver(const std::vector<const FigureRun*>& runs, const std::string& over, const std::string& metric) {
    std::map<double, std::vector<double>> byPlace;
    for (const FigureRun* run : runs)
        if (const double value = figureValue(run->run, metric); std::isfinite(value))
            byPlace[numberOfField(*run->run.config, over)].push_back(value);
    CurvesFigure::Curve curve{.label = {}, .x = {}, .y = {}};
    const bool several = std::ranges::any_of(byPlace, [](const auto& place) { return place.second.size() > 1; });
    for (const auto& [x, values] : byPlace) {
        const auto [low, high] = std::ranges::minmax(values);
        curve.x.push_back(x);
        curve.y.push_back(values.size() == 1 ? values.front() : spreadOf(values).mean);
        if (several) curve.lower.push_back(low);
        if (several) curve.upper.push_back(high);
    }
    return curve;
}

FigureDash dashOf(const std::string& metric) {
    if (metric.starts_with("validation")) return FigureDash::Dashed;
    return metric.starts_with("test") ? FigureDash::Dotted : FigureDash::Solid;
}

/// The runs by the values of a field, in the order of first use; all together where there is none.
std::vector<std::pair<std::string, std::vector<const FigureRun*>>> linesOf(const FigureAsk& ask) {
    std::vector<std::pair<std::string, std::vector<const FigureRun*>>> lines;
    for (const FigureRun& run : ask.runs) {
        if (!run.run.config || !run.run.config->isVisible(ask.figure.over) || run.run.diverged()) continue;
        std::string name;
        if (!ask.figure.by.empty()) {
            const ParamSpec& spec = *mlpParams().find(ask.figure.by);
            name = run.run.config->isVisible(spec.id) ? valueWords(spec, run.run.config->value(spec.id)) : "–";
        }
        auto line = std::ranges::find(lines, name, [](const auto& each) { return each.first; });
        if (line == lines.end()) line = lines.insert(lines.end(), {name, {}});
        line->second.push_back(&run);
    }
    return lines;
}

std::string numberWords(const std::string& metric, double value) {
    return metric.ends_with("_accuracy") || metric.ends_with("_loss") ? fixedText(value) : shortNumber(value, 3);
}

/// "rises with" only where the rank correlation is beyond chance; the ends' values in any case.
std::string trendReading(const FigureAsk& ask, const std::string& metric) {
    std::vector<double> xs;
    std::vector<double> ys;
    for (const FigureRun& run : ask.runs) {
        if (!run.run.config || !run.run.config->isVisible(ask.figure.over) || run.run.diverged()) continue;
        const double value = figureValue(run.run, metric);
        if (!std::isfinite(value)) continue;
        xs.push_back(numberOfField(*run.run.config, ask.figure.over));
        ys.push_back(value);
    }
    const std::string what = capitalised(metricWords(metric));
    if (xs.empty()) return what + " is not known of any run.";
    const std::string field = fieldWords(*mlpParams().find(ask.figure.over));
    const auto low = static_cast<std::size_t>(std::ranges::min_element(xs) - xs.begin());
    const auto high = static_cast<std::size_t>(std::ranges::max_element(xs) - xs.begin());
    const std::string ends = numberWords(metric, ys[low]) + " at " + field + " " + shortNumber(xs[low]) + ", " +
                             numberWords(metric, ys[high]) + " at " + shortNumber(xs[high]) + ".";
    const double z = kendallZ(xs, ys);
    if (std::abs(z) > beyondChance) return what + (z > 0 ? " rises with " : " falls with ") + field + ": " + ends;
    return what + ": " + ends + " No clear trend: " + std::to_string(xs.size()) +
           (xs.size() == 1 ? " run." : " runs are too few or uneven.");
}

std::string yTitleOf(const std::vector<std::string>& show) {
    if (show.size() == 1) return capitalised(metricWords(show.front())) + (show.front() == "seconds_per_epoch" ? " (s)" : "");
    const std::string suffix = show.front().substr(show.front().rfind('_') + 1);
    const bool same = std::ranges::all_of(show, [&](const std::string& metric) { return metric.ends_with("_" + suffix); });
    return same ? capitalised(suffix) : "Value";
}

} // namespace

FigureList valuesFigure(const FigureAsk& ask) {
    const auto lines = linesOf(ask);
    if (lines.empty()) return emptyFigure(ask, "There is no run to show yet.");
    const Result<std::vector<CurvesFigure::Level>> levels = levelsFor(ask);
    if (!levels) return levels.error();
    const std::vector<std::string>& show = ask.figure.show;
    const std::string field = fieldWords(*mlpParams().find(ask.figure.over));
    CurvesFigure curves{.xTitle = capitalised(field),
                        .yTitle = yTitleOf(show),
                        .xLogarithmic = ask.figure.xLogarithmic,
                        .yLogarithmic = ask.figure.yLogarithmic,
                        .curves = {},
                        .levels = *levels,
                        .points = true};
    for (std::size_t line = 0; line < lines.size(); ++line) {
        for (std::size_t metric = 0; metric < show.size(); ++metric) {
            CurvesFigure::Curve curve = curveOver(lines[line].second, ask.figure.over, show[metric]);
            if (curve.x.empty()) continue;
            const std::string words = metricWords(show[metric]);
            curve.label = lines[line].first.empty() ? words : lines[line].first + (show.size() > 1 ? ", " + words : "");
            curve.hue = static_cast<int>(ask.figure.by.empty() ? metric : line);
            curve.dash = show.size() > 1 ? dashOf(show[metric]) : FigureDash::Solid;
            curves.curves.push_back(std::move(curve));
        }
    }
    Figure figure = namedFigure(ask);
    const std::string& read = std::ranges::find(show, "validation_accuracy") != show.end() ? "validation_accuracy" : show.front();
    figure.caption = captionFor(ask, ask.runs, show.size() == 1 ? metricWords(show.front()) : yTitleOf(show), field);
    const bool bySeries = std::ranges::find(figureMetrics(), read) == figureMetrics().end();
    figure.reading = bySeries ? readingWith(ask, comparedReading(ask.runs, Metric{read}), levelWords(*levels))
                              : readingWith(ask, trendReading(ask, read));
    figure.content = std::move(curves);
    return std::vector<Figure>{std::move(figure)};
}

} // namespace epochlab::core
