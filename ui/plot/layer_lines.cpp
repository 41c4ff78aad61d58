#include "plot/layer_lines.h"

#include "plot/curve_canvas.h"
#include "plot/figure_export.h"
#include "plot/plot_style.h"

namespace epochlab::ui {

void fillLayerLines(CurveModel& lines, const HeatModel& heat, const std::vector<int>& layers) {
    lines.curves.clear();
    for (const int layer : layers) {
        Curve& curve = lines.curves.emplace_back();
        curve.key = QString::number(layer);
        curve.label = heat.layerName(layer);
        curve.style.shade = heat.layerCount() > 1 ? double(layer) / (heat.layerCount() - 1) : 0.0;
        for (int epoch = 1; epoch <= int(heat.epochs.size()); ++epoch) {
            curve.x.push_back(epoch);
            curve.y.push_back(heat.value(epoch, layer));
        }
    }
    lines.title = heat.quantityName();
    lines.yTitle = heat.quantityName();
    lines.crosshair = heat.crosshair;
}

QByteArray exportLayerLines(const HeatModel& heat, const std::vector<int>& layers, const PrintSize& size, FigureFormat format,
                            const QString& title) {
    CurveModel lines;
    lines.yLog = true;
    lines.xTitle = QStringLiteral("epoch");
    fillLayerLines(lines, heat, layers);
    lines.crosshair.reset();
    QCustomPlot plot;
    plot.resize(size.layout());
    plot.setViewport(QRect(QPoint(0, 0), size.layout()));
    const CurveCanvas canvas(&plot, &lines, {size.palette(), size.font(), true, true, false});
    for (int pass = 0; pass < 2; ++pass) plot.replot(QCustomPlot::rpImmediateRefresh); // texts follow the layout
    return drawPlot(plot, size, format, title);
}

} // namespace epochlab::ui
