#pragma once

#include <QColor>
#include <QPainterPath>

class QPainter;
class QRectF;

namespace epochlab::ui {

struct Palette;

/// How a run is told apart wherever it is drawn: hue and marker by its series index. Seven hues and eight markers: 56 runs before one
/// repeats.
struct RunMark {
    QColor hue;
    QPainterPath shape; ///< filled outline around the origin, 6 units across
};
RunMark runMark(int series, const Palette& palette);

/// Line and marker, as the legend of a plot shows them.
void drawRunSwatch(QPainter& painter, const QRectF& rect, int series, const Palette& palette);

} // namespace epochlab::ui
