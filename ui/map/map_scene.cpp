#include "map/map_scene.h"

#include "map/map_image.h"
#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace epochlab::ui {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kTick = 3;
constexpr double kPad = 4;

QString tickText(double value, const std::vector<double>& ticks, bool degrees) {
    const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1;
    const int decimals = std::clamp(int(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
    const bool zero = std::abs(value) < step * 1e-6;
    const bool huge = std::abs(value) >= 1e6;
    const QString text = huge ? QString::number(value, 'g', 3) : QString::number(zero ? 0.0 : value, 'f', decimals);
    return degrees ? text + QStringLiteral("°") : text;
}

double widest(const std::vector<double>& ticks, bool degrees, const QFontMetricsF& metrics) {
    double width = 0;
    for (const double tick : ticks) {
        width = std::max(width, metrics.horizontalAdvance(tickText(tick, ticks, degrees)));
    }
    return width;
}

void drawDots(QPainter& painter, const QList<QPointF>& all, QColor colour, double width, float alpha) {
    colour.setAlphaF(alpha);
    painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap));
    painter.drawPoints(all.constData(), int(all.size()));
}

/// Crosses on one place would be a blot that hides the map: of those the first is drawn.
void drawCrosses(QPainter& painter, const QList<QPointF>& all, const QColor& colour, double size) {
    const double place = 7.0 * size;
    const QPointF arm(1.8 * size, 1.8 * size);
    const QPointF flipped(arm.x(), -arm.y());
    std::set<std::pair<int, int>> taken;
    QList<QLineF> lines;
    for (const QPointF& at : all)
        if (taken.emplace(int(at.x() / place), int(at.y() / place)).second)
            lines << QLineF(at - arm, at + arm) << QLineF(at - flipped, at + flipped);
    painter.setPen(QPen(colour, 1.3 * size));
    painter.drawLines(lines);
}

std::vector<double> yTicks(const MapFrame& frame, double height, const QFontMetricsF& metrics) {
    return niceTicks(frame.yMinimum, frame.yMaximum, int(height / (2.2 * metrics.height())));
}

} // namespace

std::vector<double> niceTicks(double lower, double upper, int most) {
    std::vector<double> ticks;
    const double size = upper - lower;
    if (!(size > 0) || !std::isfinite(size)) {
        return ticks;
    }
    const double raw = size / std::max(2, most);
    const double power = std::pow(10, std::floor(std::log10(raw)));
    double step = 10 * power;
    for (const double factor : {5.0, 2.0, 1.0}) {
        step = factor * power >= raw ? factor * power : step;
    }
    for (double at = std::ceil(lower / step); at * step <= upper; ++at) {
        ticks.push_back(at * step);
    }
    return ticks;
}

QRectF MapScene::field(QRectF room, const QFont& font) const {
    const QFontMetricsF metrics(font);
    const double left = metrics.height() + widest(yTicks(frame, room.height(), metrics), geographic, metrics) + kTick + 2 * kPad;
    const double bottom = 2 * metrics.height() + kTick + kPad;
    const QRectF inner = room.adjusted(left, metrics.height() / 2, -kPad - metrics.height() / 2, -bottom);
    const double middle = (frame.yMinimum + frame.yMaximum) / 2 * kPi / 180;
    const double stretch = geographic ? std::max(0.1, std::cos(middle)) : 1.0;
    const double width = (frame.xMaximum - frame.xMinimum) * stretch;
    const double height = frame.yMaximum - frame.yMinimum;
    if (!(width > 0) || !(height > 0) || inner.width() < 1 || inner.height() < 1) {
        return {};
    }
    const double scale = std::min(inner.width() / width, inner.height() / height);
    QRectF rect(0, 0, width * scale, height * scale);
    rect.moveCenter(inner.center());
    return rect;
}

void MapScene::draw(QPainter& painter, QRectF room, const QFont& font, const Palette& palette, const QImage& image) const {
    const QRectF rect = field(room, font);
    if (rect.isEmpty()) {
        return;
    }
    painter.setFont(font);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setRenderHint(QPainter::Antialiasing);
    if (image.isNull()) {
        painter.fillRect(rect, palette.window);
    } else {
        painter.drawImage(rect, image);
    }
    if (painting) {
        drawPainted(painter, rect, palette);
    } else {
        drawPoints(painter, rect, palette);
        drawNames(painter, rect, palette);
        drawMarked(painter, rect, palette);
    }
    drawAxes(painter, rect, room, palette);
}

QPointF MapScene::place(const MapPoint& point, QRectF field) const {
    return {field.left() + (point.x - frame.xMinimum) / (frame.xMaximum - frame.xMinimum) * field.width(),
            field.bottom() - (point.y - frame.yMinimum) / (frame.yMaximum - frame.yMinimum) * field.height()};
}

void MapScene::drawMarked(QPainter& painter, QRectF field, const Palette& palette) const {
    if (!marked) return;
    painter.save();
    painter.setClipRect(field);
    painter.setBrush(Qt::NoBrush);
    for (const auto& [colour, width] : {std::pair{palette.surface, 4.0}, std::pair{palette.text, 2.0}}) {
        painter.setPen(QPen(colour, width));
        painter.drawEllipse(place(*marked, field), 7, 7);
    }
    painter.restore();
}

QColor MapScene::paintedColour(int label, const Palette& palette) const {
    const auto known = int(classes.indexOf(paintedClasses.value(label)));
    return known >= 0 && frame.valid() ? classColour(known, frame.classCount, palette.dark)
                                       : classColour(label, int(paintedClasses.size()), palette.dark);
}

/// Discs of their class's colour, rimmed so that they stand out from a region of the same.
void MapScene::drawPainted(QPainter& painter, QRectF field, const Palette& palette) const {
    std::vector<QColor> colours;
    for (int label = 0; label < int(paintedClasses.size()); ++label) {
        colours.push_back(paintedColour(label, palette));
    }
    const double size =
        std::clamp(std::sqrt(field.width() * field.height() / (14.0 * std::max<double>(1, double(painted.size())))), 2.0, 4.5);
    painter.save();
    painter.setClipRect(field);
    painter.setPen(QPen(palette.dark ? palette.window : palette.text, 0.8));
    for (const MapPoint& point : painted) {
        painter.setBrush(colours.at(point.label));
        painter.drawEllipse(place(point, field), size, size);
    }
    painter.restore();
}

/// Training rows as fine dots, validation rows as larger ones, test rows as rings, and a cross where the model is wrong.
void MapScene::drawPoints(QPainter& painter, QRectF field, const Palette& palette) const {
    const QRectF inside = field.adjusted(1, 1, -1, -1);
    QList<QPointF> dots[2];
    QList<QPointF> rings;
    QList<QPointF> wrong;
    // Many points on a small map are finer, so that the classes below stay legible.
    const double size =
        std::clamp(std::sqrt(field.width() * field.height() / (40.0 * std::max<double>(1, double(points.size())))), 0.6, 1.5);
    for (const MapPoint& p : points) {
        const QPointF at = place(p, field);
        if (!std::isfinite(at.x()) || !std::isfinite(at.y()) || !inside.contains(at)) {
            continue;
        }
        if (p.wrong) {
            wrong << at;
        } else if (p.split == MapPoint::Split::Test) {
            rings << at;
        } else {
            dots[p.split == MapPoint::Split::Validation] << at;
        }
    }
    drawDots(painter, dots[0], palette.text, 1.0 * size, 0.4F);
    drawDots(painter, dots[1], palette.text, 2.0 * size, 0.6F);
    painter.setPen(QPen(palette.text, 0.8 * size));
    painter.setBrush(Qt::NoBrush);
    for (const QPointF& at : rings) {
        painter.drawEllipse(at, 1.8 * size, 1.8 * size);
    }
    drawCrosses(painter, wrong, palette.text, size);
}

void MapScene::drawNames(QPainter& painter, QRectF field, const Palette& palette) const {
    const QFontMetricsF metrics(painter.font());
    std::vector<QSizeF> sizes;
    for (int label = 0; label < frame.classCount; ++label) {
        sizes.emplace_back((metrics.horizontalAdvance(className(label)) + 4) / field.width(), metrics.height() / field.height());
    }
    QColor halo = palette.surface;
    halo.setAlphaF(0.8F);
    for (const RegionPlace& place : regionPlaces(frame, sizes)) {
        const QString name = className(place.label);
        const QPointF centre(field.left() + place.centre.x() * field.width(), field.top() + place.centre.y() * field.height());
        const QPointF base = centre + QPointF(-metrics.horizontalAdvance(name) / 2, (metrics.ascent() - metrics.descent()) / 2);
        QPainterPath outline;
        outline.addText(base, painter.font(), name);
        painter.strokePath(outline, QPen(halo, 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setPen(palette.text);
        painter.drawText(base, name);
    }
}

void MapScene::drawAxes(QPainter& painter, QRectF field, QRectF room, const Palette& palette) const {
    const QFontMetricsF metrics(painter.font());
    painter.setPen(QPen(palette.mutedText, 1));
    const auto centred = Qt::AlignCenter | Qt::TextDontClip;
    const double line = metrics.height();
    // Labels as wide as the widest must not meet.
    const double label = widest({frame.xMinimum, frame.xMaximum}, geographic, metrics) + 14;
    const std::vector<double> xs = niceTicks(frame.xMinimum, frame.xMaximum, int(field.width() / std::max(40.0, label)));
    for (const double x : xs) {
        const double at = field.left() + (x - frame.xMinimum) / (frame.xMaximum - frame.xMinimum) * field.width();
        painter.drawLine(QPointF(at, field.bottom()), QPointF(at, field.bottom() + kTick));
        painter.drawText(QRectF(at - 40, field.bottom() + kTick, 80, line), centred, tickText(x, xs, geographic));
    }
    const std::vector<double> ys = yTicks(frame, room.height(), metrics);
    for (const double y : ys) {
        const double at = field.bottom() - (y - frame.yMinimum) / (frame.yMaximum - frame.yMinimum) * field.height();
        painter.drawLine(QPointF(field.left() - kTick, at), QPointF(field.left(), at));
        painter.drawText(QRectF(field.left() - kTick - kPad - 80, at - line / 2, 80, line), Qt::AlignRight | Qt::AlignVCenter,
                         tickText(y, ys, geographic));
    }
    const QString unit = geographic ? QStringLiteral(" (°)") : QString();
    const QString across = metrics.elidedText(xTitle + unit, Qt::ElideRight, field.width());
    const QString up = metrics.elidedText(yTitle + unit, Qt::ElideRight, field.height());
    painter.drawText(QRectF(field.left(), field.bottom() + kTick + line, field.width(), line), centred, across);
    painter.save();
    painter.translate(field.left() - kTick - 2 * kPad - widest(ys, geographic, metrics) - line / 2, field.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-field.height() / 2, -line / 2, field.height(), line), centred, up);
    painter.restore();
}

} // namespace epochlab::ui
