#include "plot/curve_graph.h"

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

/// A line's way as one upright stroke in each column of pixels that it passes, from its lowest to its highest point there; where columns
/// are left out between two points, the piece between them.
QVector<QLine> pixelColumns(const QVector<QPointF>& line) {
    QVector<QLine> strokes;
    strokes.reserve(line.size() / 2);
    const auto rounded = [](double v) { return static_cast<int>(std::lround(std::clamp(v, -1e6, 1e6))); };
    bool open = false; // a stroke at `x` from `top` to `bottom`, whose line stands at `last`
    int x = 0;
    int top = 0;
    int bottom = 0;
    int last = 0;
    for (const QPointF& point : line) {
        if (!std::isfinite(point.y())) {
            if (open) strokes.append({x, top, x, bottom});
            open = false;
            continue;
        }
        const int column = rounded(point.x());
        const int y = rounded(point.y());
        if (open && column != x) {
            strokes.append({x, top, x, bottom});
            if (column > x + 1) strokes.append({x, last, column, y});
            top = bottom = column > x + 1 ? y : last;
        } else if (!open) {
            top = bottom = y;
        }
        open = true;
        x = column;
        top = std::min(top, y);
        bottom = std::max(bottom, y);
        last = y;
    }
    if (open) strokes.append({x, top, x, bottom});
    return strokes;
}

} // namespace

void CurveGraph::drawLinePlot(QCPPainter* painter, const QVector<QPointF>& lines) const {
    if (!m_crowded) return QCPGraph::drawLinePlot(painter, lines);
    const QVector<QLine> columns = pixelColumns(lines);
    QPen thin(mPen.color(), 0);
    painter->setAntialiasing(false);
    painter->setPen(thin);
    painter->setBrush(Qt::NoBrush);
    painter->drawLines(columns);
}

} // namespace epochlab::ui
