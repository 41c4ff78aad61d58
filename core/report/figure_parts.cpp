#include "report/figure_parts.h"

#include "compare/caption.h"
#include "compare/differences.h"
#include "compare/gallery_runs.h"
#include "compare/reading.h"
#include "compare/stored_comparison.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

namespace epochlab::core {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double onePoint = 0.01;

const ComparedSeries* seriesOf(const ComparedRun& run, const std::string& name) {
    const auto found = run.series.find(name);
    return found == run.series.end() || found->second->x.empty() ? nullptr : found->second.get();
}

double secondsPerEpoch(const ComparedRun& run) {
    const ComparedSeries* seconds = seriesOf(run, "seconds");
    return seconds == nullptr ? unknown : seconds->y.back() / seconds->x.back();
}

double firstNearBest(const ComparedRun& run) {
    const ComparedSeries* accuracy = seriesOf(run, "validation_accuracy");
    if (accuracy == nullptr) return unknown;
    double best = unknown;
    for (const double value : accuracy->y) best = std::isfinite(value) && !(value <= best) ? value : best;
    for (std::size_t i = 0; i < accuracy->y.size(); ++i)
        if (accuracy->y[i] >= best - onePoint) return accuracy->x[i];
    return unknown;
}

/// "3 of 7 runs are not trained yet (a, b and 1 more)."
std::string missingWords(const FigureAsk& ask) {
    if (ask.missing.empty()) return {};
    std::string names;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, ask.missing.size()); ++i) names += (i == 0 ? "" : ", ") + ask.missing[i].label;
    if (ask.missing.size() > 2) names += " and " + std::to_string(ask.missing.size() - 2) + " more";
    return std::to_string(ask.missing.size()) + " of " + std::to_string(ask.planned) + " runs " + (ask.missing.size() == 1 ? "is" : "are") +
           " missing (" + names + ").";
}

} // namespace

Result<FigureRun> loadFigureRun(RunStore& store, const RunSummary& summary, std::string label, int hue) {
    Result<ComparedRun> run = loadComparedRun(store, summary);
    if (!run) return run.error();
    return FigureRun{summary, *std::move(run), std::move(label), hue};
}

ComparedRuns comparedOf(const FigureRuns& runs) {
    ComparedRuns compared;
    for (const FigureRun& run : runs) compared.push_back(run.run);
    return compared;
}

std::vector<const FigureRun*> bestAndWorst(const FigureRuns& runs) {
    std::vector<RunSummary> summaries;
    for (const FigureRun& run : runs)
        if (!run.run.diverged()) summaries.push_back(run.summary);
    const std::vector<const RunSummary*> ranked = rankedRuns(placesOf(summaries));
    std::vector<const FigureRun*> chosen;
    for (const bool best : {true, false}) {
        if (ranked.empty() || (!best && ranked.size() < 2)) break;
        const RunId& id = (best ? ranked.front() : ranked.back())->id;
        chosen.push_back(&*std::ranges::find_if(runs, [&](const FigureRun& run) { return run.summary.id == id; }));
    }
    return chosen;
}

Figure namedFigure(const FigureAsk& ask) {
    Figure figure{.name = ask.figure.name, .title = ask.figure.title, .caption = {}, .reading = {}, .runs = {}, .content = {}};
    for (const FigureRun& run : ask.runs) figure.runs.push_back(run.summary.id);
    return figure;
}

FigureList emptyFigure(const FigureAsk& ask, const std::string& why) {
    Figure figure = namedFigure(ask);
    figure.reading = readingWith(ask, why);
    return std::vector<Figure>{std::move(figure)};
}

std::string captionFor(const FigureAsk& ask, const FigureRuns& runs, const std::string& quantity, const std::string& axis,
                       const std::string& note) {
    CaptionedFigure captioned{.quantity = capitalised(quantity), .axis = axis, .rows = {}, .note = note};
    for (const FigureRun& run : runs) {
        const Result<AnsweredCounts> counts = answeredCounts(ask.store, run.summary.id);
        if (!counts || (counts->validation == 0 && counts->test == 0)) continue; // the sentence then says nothing of them
        captioned.rows = {0, counts->validation, counts->test};
        break;
    }
    return captionOf(comparedOf(runs), captioned);
}

std::string readingWith(const FigureAsk& ask, const std::string& first, const std::string& second) {
    std::string below = second;
    const std::string missing = missingWords(ask);
    if (!missing.empty()) below += (below.empty() ? "" : " ") + missing;
    return first + (first.empty() || below.empty() ? "" : "\n") + below;
}

std::string comparedReading(const FigureRuns& runs, const Metric& metric) {
    const ComparedRuns compared = comparedOf(runs);
    const std::vector<RunGroup> groups = groupRuns(compared, fieldsButTheSeed(compared));
    return readingOf(compared, groups, summarize(compared, groups, metric), metric);
}

double figureValue(const ComparedRun& run, const std::string& metric) {
    if (metric == "best_epoch") return run.best ? static_cast<double>(run.best->epoch) : unknown;
    if (metric == "seconds_per_epoch") return secondsPerEpoch(run);
    if (metric == "iterations_per_epoch") return run.stepsPerEpoch;
    if (metric == "first_epoch_near_best") return firstNearBest(run);
    return valueAtBest(run, Metric{metric});
}

std::string metricWords(const std::string& metric) {
    if (metric == "first_epoch_near_best") return "first epoch within one point of the best";
    return Metric{metric}.words();
}

std::string capitalised(std::string text) {
    if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

std::string slugOf(const std::string& text) {
    std::string slug;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 && std::isalnum(byte) != 0)
            slug += static_cast<char>(std::tolower(byte));
        else if (!slug.empty() && slug.back() != '-')
            slug += '-';
    }
    while (slug.ends_with('-')) slug.pop_back();
    return slug;
}

} // namespace epochlab::core
