#pragma once

#include "plot/figure_export.h"

#include <qcustomplot.h>

namespace epochlab::ui {

struct Palette;

/// Grid, labels and fonts of one axis in the colours of the palette.
void styleAxis(QCPAxis* axis, const Palette& palette, const QFont& labels);

/// Draws a plot that was laid out at size.layout(). Text stays text in PDF and SVG.
QByteArray drawPlot(QCustomPlot& plot, const PrintSize& size, FigureFormat format, const QString& title);

} // namespace epochlab::ui
