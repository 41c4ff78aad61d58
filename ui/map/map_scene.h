#pragma once

#include "map/map_frame.h"

#include <QFont>
#include <QImage>
#include <QRectF>
#include <QStringList>

#include <optional>
#include <vector>

class QPainter;

namespace epochlab::ui {

struct Palette;

/// What a decision map shows, and how it is drawn: on the screen and on paper alike. Any thread with a QGuiApplication.
struct MapScene {
    MapFrame frame;
    std::vector<MapPoint> points;
    std::optional<MapPoint> marked{}; ///< stands out from the others
    bool painting = false;            ///< `painted` stands instead of the points
    std::vector<MapPoint> painted;    ///< label: into paintedClasses
    QStringList paintedClasses;
    QStringList classes; ///< names
    QString xTitle, yTitle;
    bool geographic = false; ///< degrees of longitude and latitude

    /// Where the map stands in a room: as large as fits beside its axes, one unit of y as long as one of x (of latitude: as on the ground).
    QRectF field(QRectF room, const QFont& font) const;
    /// image: the field's picture, as mapImage makes it.
    void draw(QPainter& painter, QRectF room, const QFont& font, const Palette& palette, const QImage& image) const;

    QString className(int label) const;
    /// Of a painted class: that of the map where it knows the class.
    QColor paintedColour(int label, const Palette& palette) const;
    /// Class and probability at a place of the field, its shares of width and height from the top left: "France  0.93".
    QString textAt(QPointF share) const;
    /// "48.9°, 2.3°: France (0.93) · Belgium (0.05) · Germany (0.01)", of a place in the axes' units.
    QString answerAt(double x, double y) const;
    /// "× 85 of 4000 wrong · epoch 40 · validation •, training ⋅"; training rows are shown, not judged.
    QString legend() const;
    QByteArray csv() const;

private:
    QPointF place(const MapPoint& point, QRectF field) const;
    void drawPainted(QPainter& painter, QRectF field, const Palette& palette) const;
    void drawPoints(QPainter& painter, QRectF field, const Palette& palette) const;
    void drawMarked(QPainter& painter, QRectF field, const Palette& palette) const;
    void drawNames(QPainter& painter, QRectF field, const Palette& palette) const;
    void drawAxes(QPainter& painter, QRectF field, QRectF room, const Palette& palette) const;
};

/// "Nice" numbers (1, 2, 5 × 10ⁿ) within a range, at most `most` of them, at least two where any fit.
std::vector<double> niceTicks(double lower, double upper, int most);

} // namespace epochlab::ui
