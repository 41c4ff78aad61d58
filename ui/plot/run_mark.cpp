#include "plot/run_mark.h"

#include "theme/theme.h"

#include <QPainter>
#include <QPolygonF>

#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double kPi = 3.14159265358979323846;

/// A polygon on circles around the origin; radii take turns, the first corner points up.
QPainterPath corners(int count, double outer, double inner, double turn = 0) {
    QPolygonF polygon;
    for (int i = 0; i < count; ++i) {
        const double angle = 2 * kPi * i / count - kPi / 2 + turn;
        polygon << QPointF(std::cos(angle), std::sin(angle)) * (i % 2 == 0 ? outer : inner);
    }
    QPainterPath path;
    path.addPolygon(polygon);
    path.closeSubpath();
    return path;
}

QPainterPath cross(double turn) {
    constexpr double arm = 3.2;
    constexpr double half = 1.05;
    QPainterPath upright;
    upright.addRect(QRectF(-half, -arm, 2 * half, 2 * arm));
    QPainterPath level;
    level.addRect(QRectF(-arm, -half, 2 * arm, 2 * half));
    return QTransform().rotateRadians(turn).map(upright.united(level));
}

QPainterPath shapeOf(int series) {
    QPainterPath path;
    switch (((series % 8) + 8) % 8) {
    case 0: path.addEllipse(QPointF(0, 0), 2.8, 2.8); break;
    case 1: path.addRect(QRectF(-2.5, -2.5, 5, 5)); break;
    case 2: path = corners(3, 3.4, 3.4); break;
    case 3: path = corners(4, 3.4, 3.4); break;
    case 4: path = cross(kPi / 4); break;
    case 5: path = corners(3, 3.4, 3.4, kPi); break;
    case 6: path = cross(0); break;
    default: path = corners(10, 3.6, 1.5); break;
    }
    return path;
}

} // namespace

RunMark runMark(int series, const Palette& palette) {
    if (series < 0) {
        QPainterPath ring;
        ring.addEllipse(QPointF(0, 0), 3, 3);
        ring.addEllipse(QPointF(0, 0), 1.6, 1.6);
        return {palette.text, ring};
    }
    const int count = int(palette.series.size());
    return {palette.series.at(((series % count) + count) % count), shapeOf(series)};
}

void drawRunSwatch(QPainter& painter, const QRectF& rect, int series, const Palette& palette) {
    const RunMark mark = runMark(series, palette);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(mark.hue, 1.6));
    painter.drawLine(QPointF(rect.left(), rect.center().y()), QPointF(rect.right(), rect.center().y()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(mark.hue);
    painter.drawPath(mark.shape.translated(rect.center()));
}

} // namespace epochlab::ui
