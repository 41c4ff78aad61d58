#pragma once

#include <QFont>
#include <QImage>
#include <QRectF>
#include <QString>

class QPainter;

namespace epochlab::ui {

struct Palette;

/// What stands on a tile: a picture, its class and name, and what the two models say of it.
struct Tile {
    QImage picture{};  ///< null: its place stays empty
    QString problem{}; ///< why it is empty
    QString trueClass;
    QString name;
    QString best;
    QString worst{}; ///< empty: one run alone
    bool chosen = false;
    bool focused = false;
};

/// How tall a tile of this width is, with a picture of four to three above its lines.
int tileHeight(int width, const QFont& font);
/// Where its picture stands, from the tile's corner.
QRectF tilePictureRect(qreal width);

/// On the screen and on paper alike. ratio: pixels of the picture for one of the painter's. Any thread with a QGuiApplication.
void drawTile(QPainter& painter, QRectF rect, const Tile& tile, const QFont& font, const Palette& palette, qreal ratio);

} // namespace epochlab::ui
