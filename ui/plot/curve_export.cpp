#include "plot/curve_export.h"

#include "plot/curve_canvas.h"
#include "plot/plot_style.h"

#include <algorithm>
#include <cmath>

namespace epochlab::ui {

namespace {

core::FigureDash dashOf(CurveDash dash) {
    switch (dash) {
    case CurveDash::Dashed: return core::FigureDash::Dashed;
    case CurveDash::Dotted: return core::FigureDash::Dotted;
    case CurveDash::Solid: break;
    }
    return core::FigureDash::Solid;
}

/// Ranges of the model stand on the axis' own scale.
std::pair<double, double> rangeOf(Range range, bool logarithmic) {
    if (!logarithmic) return {range.lower, range.upper};
    return {std::pow(10.0, range.lower), std::pow(10.0, range.upper)};
}

} // namespace

core::Figure figureOf(const CurveModel& model) {
    core::CurvesFigure curves;
    curves.xTitle = model.xTitle.toStdString();
    curves.yTitle = model.yTitle.toStdString();
    curves.xLogarithmic = model.xLog;
    curves.yLogarithmic = model.yLog;
    for (const Curve& curve : model.curves) {
        if (!curve.visible) continue;
        curves.curves.push_back({.label = model.nameOf(curve).toStdString(),
                                 .hue = std::max(0, curve.style.series),
                                 .dash = dashOf(curve.style.dash),
                                 .x = curve.x,
                                 .y = curve.y,
                                 .best = curve.bestX,
                                 .lower = curve.band.lower,
                                 .upper = curve.band.upper});
    }
    for (const Reference& reference : model.references) curves.levels.push_back({reference.text.toStdString(), reference.y});
    if (!model.empty()) {
        curves.xRange = rangeOf(model.xRange(), model.xLog);
        curves.yRange = rangeOf(model.reachReferences(model.yRange(model.xRange())), model.yLog);
    }
    core::Figure figure{.name = {}, .title = model.title.toStdString(), .caption = {}, .reading = {}, .runs = {}, .content = {}};
    figure.content = std::move(curves);
    return figure;
}

QByteArray exportCurves(const CurveModel& model, FigureFormat format, const PrintSize& size) {
    if (format == FigureFormat::Csv) {
        return model.csv();
    }
    CurveModel copy = model;
    copy.crosshair.reset();
    copy.hovered.clear();
    QCustomPlot plot;
    const CurveCanvas canvas(&plot, &copy, {size.palette(), size.font(), true, true, false});
    plot.resize(size.layout());
    plot.setViewport(QRect(QPoint(0, 0), size.layout()));
    // Margins follow the labels and labels follow the margins: the second pass sees both.
    plot.replot(QCustomPlot::rpImmediateRefresh);
    plot.replot(QCustomPlot::rpImmediateRefresh);
    return drawPlot(plot, size, format, model.title);
}

} // namespace epochlab::ui
