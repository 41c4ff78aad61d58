#include "insight/unit_square.h"

#include "plot/run_mark.h"
#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr int kTicks = 5;
constexpr double kPad = 6;
constexpr double kSwatch = 22;
constexpr double kLabels = 34; ///< width of those at the left

QColor faintGrid(const Palette& palette) {
    QColor grid = palette.border;
    grid.setAlphaF(palette.dark ? 0.75F : 0.65F);
    return grid;
}

} // namespace

UnitSquare UnitSquare::within(QRectF room, double line) {
    const double left = kLabels + line + kPad; // the labels, and the title upright
    const double bottom = 2 * line + kPad;
    const double side = std::max(40.0, std::min(room.width() - left - kPad, room.height() - bottom - line / 2));
    return {QRectF(room.left() + left, room.top() + line / 2, side, side)};
}

void UnitSquare::drawAxes(const Sheet& sheet, const QString& xTitle, const QString& yTitle) const {
    QPainter& painter = sheet.painter;
    const Palette& palette = sheet.palette;
    const double line = sheet.line();
    for (int i = 0; i <= kTicks; ++i) {
        const double share = double(i) / kTicks;
        painter.setPen(QPen(faintGrid(palette), 1));
        painter.drawLine(at(share, 0), at(share, 1));
        painter.drawLine(at(0, share), at(1, share));
        const QString label = QString::number(share, 'f', 1);
        sheet.text(QRectF(at(share, 0).x() - 20, field.bottom() + 3, 40, line), int(Qt::AlignHCenter), label, palette.mutedText);
        sheet.text(QRectF(field.left() - kLabels, at(0, share).y() - line / 2, kLabels - kPad, line),
                   int(Qt::AlignRight | Qt::AlignVCenter), label, palette.mutedText);
    }
    painter.setPen(QPen(palette.mutedText, 1, Qt::DashLine));
    painter.drawLine(at(0, 0), at(1, 1));
    sheet.text(QRectF(field.left(), field.bottom() + line + 4, field.width(), line), int(Qt::AlignHCenter), xTitle, palette.mutedText);
    painter.save();
    painter.translate(field.left() - kLabels - line / 2, field.center().y());
    painter.rotate(-90);
    sheet.text(QRectF(-field.height() / 2, -line / 2, field.height(), line), int(Qt::AlignCenter), yTitle, palette.mutedText);
    painter.restore();
}

void drawLegend(const Sheet& sheet, QRectF room, const QList<LegendRun>& runs) {
    const double line = sheet.line();
    const double left = room.left() + kSwatch + kPad;
    const double width = room.right() - left;
    const int wrapped = int(Qt::AlignLeft | Qt::AlignTop) | int(Qt::TextWordWrap);
    const auto heightOf = [&](const QString& fact) {
        return QFontMetricsF(sheet.font).boundingRect(QRectF(0, 0, width, room.height()), wrapped, fact).height();
    };
    double top = room.top();
    for (qsizetype at = 0; at < runs.size(); ++at) {
        const LegendRun& run = runs[at];
        double height = line;
        for (const QString& fact : run.facts) height += heightOf(fact);
        const bool last = at + 1 == runs.size();
        if (top + height + (last ? 0 : line) > room.bottom() && at > 0) {
            sheet.text({room.left(), top, room.width(), line}, int(Qt::AlignLeft), QObject::tr("and %1 more").arg(runs.size() - at),
                       sheet.palette.mutedText);
            return;
        }
        drawRunSwatch(sheet.painter, QRectF(room.left(), top, kSwatch, line), run.series, sheet.palette);
        sheet.text({left, top, width, line}, int(Qt::AlignLeft | Qt::AlignVCenter), run.name, sheet.palette.text);
        double below = top + line;
        for (const QString& fact : run.facts) {
            sheet.text({left, below, width, heightOf(fact)}, wrapped, fact, sheet.palette.mutedText);
            below += heightOf(fact);
        }
        top += height + kPad;
    }
}

} // namespace epochlab::ui
