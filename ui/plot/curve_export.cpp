#include "plot/curve_export.h"

#include "plot/curve_canvas.h"
#include "plot/plot_style.h"

namespace epochlab::ui {

QByteArray exportCurves(const CurveModel& model, FigureFormat format, QSize size, int dpi) {
    if (format == FigureFormat::Csv) {
        return model.csv();
    }
    CurveModel copy = model;
    copy.crosshair.reset();
    copy.hovered.clear();
    QCustomPlot plot;
    const CurveCanvas canvas(&plot, &copy, {Theme::lightPalette(), Theme::instance().labelFont(), true, true, false});
    plot.resize(size);
    plot.setViewport(QRect(QPoint(0, 0), size));
    // Margins follow the labels and labels follow the margins: the second pass sees both.
    plot.replot(QCustomPlot::rpImmediateRefresh);
    plot.replot(QCustomPlot::rpImmediateRefresh);
    return drawPlot(plot, size, format, dpi, model.title);
}

} // namespace epochlab::ui
