#include "watch/watch_captions.h"

#include "bridge/run_names.h"
#include "compare/caption.h"
#include "compare/comparison.h"
#include "map/decision_map.h"
#include "plot/curve_choices.h"
#include "plot/curve_plot.h"
#include "plot/gradient_plot.h"
#include "watch/curve_feed.h"

namespace epochlab::ui {
namespace {

/// "Training and validation loss"
std::string quantityOf(const ShownSplits& shown, const QString& quantity) {
    QStringList splits;
    for (const core::Split split : core::allSplits)
        if (shown.split[static_cast<std::size_t>(split)]) splits << QString::fromUtf8(core::splitName(split).data());
    const QString last = splits.isEmpty() ? QString() : splits.takeLast() + QLatin1Char(' ');
    const QString before = splits.isEmpty() ? QString() : splits.join(QStringLiteral(", ")) + QObject::tr(" and ");
    return capitalised(before + last + quantity).toStdString();
}

std::array<std::int64_t, 3> rowsOf(const CaptionSources& sources, const std::array<bool, 3>& splits) {
    const auto data = sources.data();
    std::array<std::int64_t, 3> rows{};
    for (std::size_t i = 0; i < rows.size() && data; ++i) rows[i] = splits[i] ? data->rows[i] : 0;
    return rows;
}

QString curvesCaption(const CaptionSources& sources, const CurvePlot& plot, const QString& quantity) {
    core::ComparedRuns runs;
    for (const RunRecord& record : sources.controller.runs())
        if (record.ticked) runs.push_back(comparedRun(record));
    if (const RunRecord* draft = sources.controller.draft()) runs.push_back(comparedRun(*draft));
    QStringList notes;
    if (!sources.choices.note().isEmpty()) notes << sources.choices.note();
    if (plot.yLogarithmic()) notes << QObject::tr("logarithmic axis");
    return QString::fromStdString(
        core::captionOf(runs, {quantityOf(sources.shown, quantity), sources.choices.axisTitle().toStdString(),
                               rowsOf(sources, sources.shown.split), notes.join(QStringLiteral(", ")).toStdString()}));
}

QString shownCaption(const CaptionSources& sources, const std::string& quantity, const std::string& axis) {
    const RunRecord* record = sources.shownRun();
    if (record == nullptr) return {};
    return QString::fromStdString(core::captionOf({comparedRun(*record)}, {quantity, axis, rowsOf(sources, {true, true, false}), {}}));
}

} // namespace

void giveCaptions(CurvePlot& loss, CurvePlot& accuracy, GradientPlot& gradients, DecisionMap& map, const CaptionSources& sources) {
    loss.setCaption([sources, &loss] { return curvesCaption(sources, loss, QObject::tr("loss")); });
    accuracy.setCaption([sources, &accuracy] { return curvesCaption(sources, accuracy, QObject::tr("accuracy")); });
    gradients.setCaption([sources] { return shownCaption(sources, "Squared gradient norm by layer", "epoch"); });
    map.setCaption([sources] { return shownCaption(sources, "Decision regions after epoch " + std::to_string(sources.mapEpoch()), {}); });
}

} // namespace epochlab::ui
