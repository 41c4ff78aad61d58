#pragma once

#include "insight/painted_card.h"

#include <QList>
#include <QString>

namespace epochlab::ui {

/// Axes of two shares, 0 … 1, of equal length, with a diagonal.
struct UnitSquare {
    QRectF field; ///< in the sheet's pixels

    QPointF at(double x, double y) const { return {field.left() + x * field.width(), field.bottom() - y * field.height()}; }
    /// As large as fits into the room beside its labels.
    static UnitSquare within(QRectF room, double line);
    void drawAxes(const Sheet& sheet, const QString& xTitle, const QString& yTitle) const;
};

/// A run in the legend of such a figure.
struct LegendRun {
    int series = 0; ///< its colour and marker
    QString name;
    QStringList facts; ///< lines below it, muted
};
/// From the top of the room down; what finds no room is counted in a last line.
void drawLegend(const Sheet& sheet, QRectF room, const QList<LegendRun>& runs);

} // namespace epochlab::ui
