#include "figures/figure_view.h"

#include "figures/sheet_card.h"
#include "insight/maps_card.h"
#include "plot/curve_plot.h"
#include "plot/gradient_plot.h"

namespace epochlab::ui {
namespace {

QString textOf(const std::string& text) { return QString::fromStdString(text); }

QStringList textsOf(const std::vector<std::string>& texts) {
    QStringList list;
    for (const std::string& text : texts) list << textOf(text);
    return list;
}

CurveDash dashOf(core::FigureDash dash) {
    switch (dash) {
    case core::FigureDash::Dashed: return CurveDash::Dashed;
    case core::FigureDash::Dotted: return CurveDash::Dotted;
    case core::FigureDash::Solid: break;
    }
    return CurveDash::Solid;
}

FigureCard* cardOf(const core::Figure& figure, const core::CurvesFigure& curves, QWidget* parent) {
    auto* plot = new CurvePlot(textOf(figure.name), textOf(figure.title), textOf(curves.xTitle), textOf(curves.yTitle), parent);
    plot->setXLogarithmic(curves.xLogarithmic);
    plot->setYLogarithmic(curves.yLogarithmic);
    for (std::size_t i = 0; i < curves.curves.size(); ++i) {
        const core::CurvesFigure::Curve& curve = curves.curves[i];
        const QString key = QString::number(i);
        plot->addCurve(key, textOf(curve.label), {.series = curve.hue, .dash = dashOf(curve.dash)});
        plot->setPoints(key, curve.x, curve.y, {curve.lower, curve.upper});
        if (curve.best) plot->setBestMarker(key, curve.best);
    }
    for (const core::CurvesFigure::Level& level : curves.levels) plot->setReferenceLine(textOf(level.label), level.y, textOf(level.label));
    if (curves.curves.empty()) plot->setEmptyReason(textOf(figure.reading));
    plot->scheduleReplot();
    return plot;
}

/// Rows are layers and columns epochs: no other matrix is asked for.
FigureCard* cardOf(const core::Figure& figure, const core::HeatFigure& heat, QWidget* parent) {
    auto* plot = new GradientPlot(parent);
    plot->setSubtitle(textOf(figure.title));
    plot->setLayers(textsOf(heat.rows));
    for (std::size_t column = 0; column < heat.columns.size(); ++column) {
        std::vector<double> values;
        for (const std::vector<double>& row : heat.values) values.push_back(row[column]);
        plot->appendEpoch(values);
    }
    plot->scheduleReplot();
    return plot;
}

FigureCard* cardOf(const core::Figure& figure, const core::MapsFigure& maps, QWidget* parent) {
    auto* card = new MapsCard(parent);
    MapsCard::Maps panels;
    for (const core::MapsFigure::Panel& panel : maps.panels) {
        MapsCard::Map& map = panels.emplace_back();
        map.title = textOf(panel.title);
        map.scene.frame = panel.grid;
        map.scene.points = panel.points;
        map.scene.classes = textsOf(maps.classes);
        map.scene.xTitle = textOf(maps.xTitle);
        map.scene.yTitle = textOf(maps.yTitle);
        map.scene.geographic = maps.geographic;
    }
    const QString reason = panels.empty() ? textOf(figure.reading) : QString();
    card->setMaps(std::move(panels), textOf(figure.title), reason);
    return card;
}

FigureCard* cardOf(const core::Figure& figure, const core::TableFigure&, QWidget* parent) { return new SheetCard(figure, parent); }
FigureCard* cardOf(const core::Figure& figure, const core::GalleryFigure&, QWidget* parent) { return new SheetCard(figure, parent); }

} // namespace

FigureCard* makeFigureCard(const core::Figure& figure, QWidget* parent) {
    FigureCard* card = std::visit([&](const auto& content) { return cardOf(figure, content, parent); }, figure.content);
    card->setCaption([caption = textOf(figure.caption)] { return caption; });
    return card;
}

} // namespace epochlab::ui
