#include "theme/glyph.h"

#include "theme/theme.h"

#include <QIcon>
#include <QPainter>
#include <QPixmap>
#include <QToolButton>

namespace epochlab::ui {
namespace {

constexpr int kGlyphSize = 16;

void drawPlotTool(QPainter& painter, Glyph glyph) {
    switch (glyph) {
    case Glyph::Logarithm: // grid lines that crowd towards the top
        for (const double y : {13.5, 8.5, 5.5, 3.5, 2.5}) {
            painter.drawLine(QPointF(3, y), QPointF(13, y));
        }
        break;
    case Glyph::Robust: // a spike cut off by a line
        painter.drawPolyline(QPolygonF({{2, 12}, {6, 10.5}, {8, 4}, {10, 10.5}, {14, 9}}));
        painter.drawLine(QPointF(2, 3.5), QPointF(14, 3.5));
        break;
    case Glyph::Export: // an arrow out of a tray
        painter.drawLine(QPointF(8, 10), QPointF(8, 2.5));
        painter.drawPolyline(QPolygonF({{5, 5.5}, {8, 2.5}, {11, 5.5}}));
        painter.drawPolyline(QPolygonF({{3, 9}, {3, 13.5}, {13, 13.5}, {13, 9}}));
        break;
    case Glyph::Enlarge: // two corners pulled apart
        painter.drawPolyline(QPolygonF({{9, 3}, {13, 3}, {13, 7}}));
        painter.drawPolyline(QPolygonF({{7, 13}, {3, 13}, {3, 9}}));
        painter.drawLine(QPointF(13, 3), QPointF(9.5, 6.5));
        painter.drawLine(QPointF(3, 13), QPointF(6.5, 9.5));
        break;
    case Glyph::More: // three dots
        painter.setBrush(painter.pen().color());
        for (const double x : {3.5, 8.0, 12.5}) painter.drawEllipse(QPointF(x, 8), 0.8, 0.8);
        break;
    case Glyph::Curve: // one that falls, and rises steeply
        painter.drawPolyline(QPolygonF({{2.5, 4}, {5, 5}, {7.5, 10}, {10, 12}, {11.5, 10.5}, {13.5, 2.5}}));
        break;
    case Glyph::Play: painter.drawPolygon(QPolygonF({{5, 3}, {5, 13}, {13, 8}})); break;
    case Glyph::Matrix: // cells, dark along the diagonal
        painter.drawRect(QRectF(2.5, 2.5, 11, 11));
        for (const double at : {2.5, 6.2, 9.9}) painter.fillRect(QRectF(at, at, 3.7, 3.7), painter.pen().color());
        break;
    default: break;
    }
}

void drawBackArrow(QPainter& painter) {
    painter.drawPolyline(QPolygonF({{5.5, 3}, {2.5, 6}, {5.5, 9}}));
    painter.drawLine(QPointF(2.5, 6), QPointF(9.5, 6));
    painter.drawArc(QRectF(6, 6, 7, 7), -90 * 16, 180 * 16);
    painter.drawLine(QPointF(9.5, 13), QPointF(6, 13));
}

void drawPaintTool(QPainter& painter, Glyph glyph) {
    switch (glyph) {
    case Glyph::Paint: // a pencil
        painter.drawPolygon(QPolygonF({{3, 13}, {3.6, 10}, {10.8, 2.8}, {13.2, 5.2}, {6, 12.4}}));
        painter.drawLine(QPointF(9, 4.6), QPointF(11.4, 7));
        break;
    case Glyph::Erase: // a rubber on a line
        painter.drawPolygon(QPolygonF({{2.5, 9.5}, {8.5, 3.5}, {12.5, 7.5}, {6.5, 13.5}}));
        painter.drawLine(QPointF(5.5, 6.5), QPointF(9.5, 10.5));
        painter.drawLine(QPointF(6.5, 13.5), QPointF(13.5, 13.5));
        break;
    case Glyph::Redo:
        painter.translate(kGlyphSize, 0);
        painter.scale(-1, 1);
        drawBackArrow(painter);
        break;
    case Glyph::Undo: drawBackArrow(painter); break;
    case Glyph::Clear: // a bin
        painter.drawLine(QPointF(3, 4.5), QPointF(13, 4.5));
        painter.drawPolyline(QPolygonF({{6, 4.5}, {6, 2.5}, {10, 2.5}, {10, 4.5}}));
        painter.drawPolyline(QPolygonF({{4.2, 4.5}, {5, 13.5}, {11, 13.5}, {11.8, 4.5}}));
        break;
    case Glyph::Save: // an arrow into a tray
        painter.drawLine(QPointF(8, 2.5), QPointF(8, 10));
        painter.drawPolyline(QPolygonF({{5, 7}, {8, 10}, {11, 7}}));
        painter.drawPolyline(QPolygonF({{3, 9}, {3, 13.5}, {13, 13.5}, {13, 9}}));
        break;
    default: drawPlotTool(painter, glyph);
    }
}

QIcon glyphIcon(Glyph glyph, const Palette& palette) {
    QIcon icon;
    const std::tuple<QIcon::Mode, QIcon::State, QColor> looks[] = {{QIcon::Normal, QIcon::Off, palette.mutedText},
                                                                   {QIcon::Normal, QIcon::On, palette.accent},
                                                                   {QIcon::Disabled, QIcon::Off, palette.border}};
    for (const auto& [mode, state, colour] : looks) {
        for (const int scale : {1, 2, 3}) {
            QPixmap pixmap(kGlyphSize * scale, kGlyphSize * scale);
            pixmap.setDevicePixelRatio(scale);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(colour, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            drawPaintTool(painter, glyph);
            painter.end();
            icon.addPixmap(pixmap, mode, state);
        }
    }
    return icon;
}

} // namespace

QToolButton* glyphButton(QWidget* parent, Glyph glyph, const QString& name) {
    auto* button = new QToolButton(parent);
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setIconSize(QSize(kGlyphSize, kGlyphSize));
    const auto draw = [button, glyph] { button->setIcon(glyphIcon(glyph, Theme::instance().palette())); };
    QObject::connect(&Theme::instance(), &Theme::changed, button, draw);
    draw();
    return button;
}

} // namespace epochlab::ui
