#pragma once

#include "base/result.h"
#include "plot/figure_card.h"

#include <QFont>
#include <QImage>
#include <QSize>

#include <functional>

class QPaintDevice;

namespace epochlab::ui {

/// Fonts in pixels, so that a figure measures the same on every paint device.
QFont pixelFont(const QFont& font);

/// Draws the figure, laid out in logical pixels, on a device that has `scale` of its own pixels for each.
using DrawFigure = std::function<void(QPaintDevice& device, double scale, bool vector)>;

/// The figure, laid out in size.layout(), as PDF, SVG, PNG or Picture.
QByteArray drawFigure(const PrintSize& size, FigureFormat format, const QString& title, const DrawFigure& draw);
/// As a file, whole or not at all.
core::Result<void> writeBytes(const QString& path, const QByteArray& bytes);
/// PNG and SVG on the clipboard.
void putOnClipboard(const QImage& image, const QByteArray& svg);

} // namespace epochlab::ui
