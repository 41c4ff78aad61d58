#include "gallery/tile_painter.h"

#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace epochlab::ui {
namespace {

constexpr int kLines = 3;
constexpr qreal kInset = 6;

qreal lineStep(const QFont& font) { return std::ceil(QFontMetricsF(font).height()) + 1; }

void drawPlace(QPainter& painter, QRectF place, const Tile& tile, const QFont& font, const Palette& palette, qreal ratio) {
    painter.fillRect(place, palette.window);
    if (tile.picture.isNull()) {
        painter.setPen(palette.mutedText);
        painter.setFont(font);
        painter.drawText(place.adjusted(4, 4, -4, -4), int(Qt::AlignCenter) | int(Qt::TextWordWrap), tile.problem);
        return;
    }
    const QSizeF size = QSizeF(tile.picture.size()) / ratio;
    const QRectF target(place.center() - QPointF(size.width() / 2, size.height() / 2), size);
    painter.drawImage(target, tile.picture);
}

} // namespace

int tileHeight(int width, const QFont& font) { return int(std::ceil(tilePictureRect(width).bottom() + kLines * lineStep(font) + kInset)); }

QRectF tilePictureRect(qreal width) { return {1, 1, width - 2, std::floor((width - 2) * 3 / 4)}; }

void drawTile(QPainter& painter, QRectF rect, const Tile& tile, const QFont& font, const Palette& palette, qreal ratio) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), metric::radius, metric::radius);
    painter.fillPath(outline, tile.chosen ? palette.tint : palette.surface);
    painter.save();
    painter.setClipPath(outline);
    drawPlace(painter, tilePictureRect(rect.width()).translated(rect.topLeft()), tile, font, palette, ratio);
    painter.restore();
    painter.setPen(QPen(tile.chosen || tile.focused ? palette.accent : palette.border, tile.focused ? 2 : 1));
    painter.drawPath(outline);

    const QColor ground = tile.chosen ? palette.tint : palette.surface;
    const qreal step = lineStep(font);
    QRectF line(rect.left() + kInset, rect.top() + tilePictureRect(rect.width()).bottom() + 2, rect.width() - 2 * kInset, step);
    QFont bold = font;
    bold.setBold(true);
    const QFontMetricsF metrics(font);
    const QString trueClass = QFontMetricsF(bold).elidedText(tile.trueClass, Qt::ElideRight, line.width() * 0.62);
    const qreal used = QFontMetricsF(bold).horizontalAdvance(trueClass) + kInset;
    const auto write = [&](const QString& text, const QColor& colour, int side, QRectF room) {
        painter.setPen(colour);
        painter.drawText(room, side | int(Qt::AlignVCenter), metrics.elidedText(text, Qt::ElideRight, room.width()));
    };
    painter.setFont(bold);
    painter.setPen(palette.text);
    painter.drawText(line, int(Qt::AlignLeft | Qt::AlignVCenter), trueClass);
    painter.setFont(font);
    write(tile.name, palette.mutedText, Qt::AlignRight, line.adjusted(used, 0, 0, 0));
    write(tile.best, Theme::readable(palette.series[0], ground), Qt::AlignLeft, line.translated(0, step));
    write(tile.worst, Theme::readable(palette.series[1], ground), Qt::AlignRight, line.translated(0, 2 * step));
    painter.restore();
}

} // namespace epochlab::ui
