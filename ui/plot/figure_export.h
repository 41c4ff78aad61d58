#pragma once

#include "plot/curve_plot.h"

#include <qcustomplot.h>

namespace epochlab::ui {

/// Fonts in pixels, so that a figure measures the same on every paint device.
QFont pixelFont(const QFont& font);
/// Background, grid, axes and fonts of one axis rect in the colours of the palette.
void styleAxis(QCPAxis* axis, const struct Palette& palette, const QFont& labels);

/// Logical pixels (1/96 inch) of a figure of this width and height.
QSize figureSize(double widthCm, double heightCm);
/// Draws a plot that was laid out at `size` logical pixels. Text stays text in PDF and SVG.
QByteArray drawFigure(QCustomPlot& plot, QSize size, CurvePlot::Format format, int dpi, const QString& title);
QImage drawImage(QCustomPlot& plot, QSize size, int dpi);
/// Whole file or nothing. false: the reason is in *error.
bool writeFigure(const QString& path, const QByteArray& bytes, QString* error);
/// PNG and SVG on the clipboard.
void putOnClipboard(const QImage& image, const QByteArray& svg);

} // namespace epochlab::ui
