#include "compare/gallery_runs.h"
#include "data/picture_source.h"
#include "data/picture_views.h"
#include "report/figure_parts.h"

#include <algorithm>

namespace epochlab::core {
namespace {

struct Sources {
    DatasetPointer data;         ///< null: no pictures
    PictureWriterPointer writer; ///< null: none
    std::string problem = {};    ///< why there are none though the data are pictures
    std::optional<PictureView> view = {};
};

Sources sourcesOf(const FigureAsk& ask, const FigureRun& run) {
    if (!run.run.config || !run.run.config->isVisible("picture-resize")) return {};
    if (!ask.services.run.loadData || !ask.services.writer) return {nullptr, nullptr, "The pictures themselves cannot be drawn here."};
    Result<DatasetPointer> data = ask.services.run.loadData(*run.run.config);
    if (!data) return {nullptr, nullptr, "The pictures are left out: " + describe(data.error()) + "."};
    if (fingerprintText((*data)->fingerprint) != run.summary.dataFingerprint)
        return {nullptr, nullptr, "The pictures are left out: they are no longer those that the runs were trained on."};
    if (!(*data)->pictures) return {};
    Result<PictureWriterPointer> writer = ask.services.writer();
    if (!writer) return {nullptr, nullptr, "The pictures are left out: " + describe(writer.error()) + "."};
    PictureView view = pictureViewOf(*run.run.config, **data);
    return {*std::move(data), *std::move(writer), {}, std::move(view)};
}

GalleryFigure::Item itemOf(const PredictionPair& pair, std::size_t row, Sources& sources) {
    const auto className = [&](std::int32_t index) { return pair.classNames[static_cast<std::size_t>(index)]; };
    GalleryFigure::Item item{.name = pair.nameOf(row),
                             .truth = className(pair.labels()[row]),
                             .best = className(pair.best.predictions.classes[row]),
                             .worst = className(pair.worst.predictions.classes[row]),
                             .bestConfidence = double{pair.best.predictions.confidences[row]},
                             .worstConfidence = double{pair.worst.predictions.confidences[row]},
                             .png = {}};
    if (!sources.data) return item;
    const Result<Picture> picture = sources.data->pictures->picture(pair.split(), static_cast<std::int64_t>(row));
    const auto bytes = picture ? sources.writer->png(sources.view->seen(sources.view->shaped(*picture), false)) : picture.error();
    if (bytes)
        item.png = *bytes;
    else if (sources.problem.empty())
        sources.problem = "A picture is left out: " + describe(bytes.error()) + ".";
    return item;
}

std::string countsWords(const PredictionPair& pair) {
    const auto counts = galleryCounts(pair, -1); // in the order of GalleryKind
    const auto text = [&](GalleryKind kind) { return std::to_string(counts[static_cast<std::size_t>(kind)]); };
    return "Of " + std::to_string(pair.rows()) + " " + std::string(splitName(pair.split())) + " rows the best alone is right in " +
           text(GalleryKind::BestRightWorstWrong) + ", the worst alone in " + text(GalleryKind::WorstRightBestWrong) + ", both in " +
           text(GalleryKind::BothRight) + ", neither in " + text(GalleryKind::BothWrong) + ".";
}

const FigureRun& runOf(const FigureAsk& ask, const RunId& id) {
    return *std::ranges::find_if(ask.runs, [&](const FigureRun& run) { return run.summary.id == id; });
}

} // namespace

FigureList galleryFigure(const FigureAsk& ask) {
    std::vector<RunSummary> summaries;
    for (const FigureRun& run : ask.runs) summaries.push_back(run.summary);
    const Result<GalleryRuns> runs = chooseGalleryRuns(ask.store, placesOf(summaries), "", "", false);
    if (!runs) return emptyFigure(ask, "No gallery: " + describe(runs.error()) + ".");
    if (runs->best.id == runs->worst.id) return emptyFigure(ask, "A gallery needs two runs on the same data, and there is one.");
    const Result<PredictionPair> pair = loadPredictionPair(ask.store, runs->best, runs->worst, std::nullopt);
    if (!pair) return emptyFigure(ask, "No gallery: " + describe(pair.error()) + ".");
    const FigureRun& best = runOf(ask, runs->best.id);
    const FigureRun& worst = runOf(ask, runs->worst.id);
    const std::vector<std::size_t> rows = galleryRows(*pair, {});
    GalleryFigure gallery{.bestRun = best.label, .worstRun = worst.label, .items = {}, .count = static_cast<std::int64_t>(rows.size())};
    const std::size_t shown = ask.figure.count == 0 ? rows.size() : std::min(rows.size(), static_cast<std::size_t>(ask.figure.count));
    Sources sources = sourcesOf(ask, best);
    for (std::size_t i = 0; i < shown; ++i) gallery.items.push_back(itemOf(*pair, rows[i], sources));
    Figure figure = namedFigure(ask);
    figure.runs = {best.summary.id, worst.summary.id};
    figure.caption = captionFor(ask, {best, worst}, "what the best run gets right and the worst wrong", "",
                                "by the worst run's confidence, " + std::to_string(shown) + " of " + std::to_string(rows.size()));
    figure.reading = readingWith(ask,
                                 "Best " + best.label + " (validation " + fixedText(figureValue(best.run, "validation_accuracy")) +
                                     "), worst " + worst.label + " (" + fixedText(figureValue(worst.run, "validation_accuracy")) + ").",
                                 countsWords(*pair) + (sources.problem.empty() ? "" : " " + sources.problem));
    figure.content = std::move(gallery);
    return std::vector<Figure>{std::move(figure)};
}

} // namespace epochlab::core
