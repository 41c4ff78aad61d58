// Where values are NaN or infinite: crosses in the curve's colour below the upper edge, with a word where there is room.
#include "plot/curve_canvas.h"

#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double kArm = 3.5;    ///< of a cross, pixels
constexpr double kEdge = 7;     ///< from the upper edge to the first row of crosses
constexpr double kApart = 9;    ///< between rows, and the least between two crosses of a row
constexpr int kRows = 4;        ///< for so many curves; the others share the last
constexpr double kAnother = 48; ///< pixels from which on the next cross begins a group of its own

class Crosses : public QCPAbstractItem {
public:
    Crosses(QCustomPlot* plot, const QColor& colour, QVector<QPointF> places)
        : QCPAbstractItem(plot), m_pen(colour, 1.8), m_places(std::move(places)) {
        m_pen.setCapStyle(Qt::RoundCap);
        setClipToAxisRect(false);
        setSelectable(false);
    }
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

protected:
    void draw(QCPPainter* painter) override {
        painter->setPen(m_pen);
        for (const QPointF& at : m_places) {
            painter->drawLine(QLineF(at + QPointF(-kArm, -kArm), at + QPointF(kArm, kArm)));
            painter->drawLine(QLineF(at + QPointF(-kArm, kArm), at + QPointF(kArm, -kArm)));
        }
    }

private:
    QPen m_pen;
    QVector<QPointF> m_places;
};

/// A cross and what stands there; of crosses that would cover each other the first.
struct Gap {
    double x;
    double value;
};

std::vector<Gap> gapsOf(const Curve& curve, Range shown, const QCPAxis& axis) {
    std::vector<Gap> gaps;
    const auto [first, last] = visibleSlice(curve.x, shown);
    const auto whole = [](const ValuePyramid::Block& block, std::size_t, std::size_t) { return block.gaps == 0; };
    const auto single = [&](std::size_t i) {
        if (std::isfinite(curve.y[i]) || curve.x[i] < shown.lower || curve.x[i] > shown.upper) return;
        const double x = axis.coordToPixel(curve.x[i]);
        if (gaps.empty() || x >= gaps.back().x + kApart) gaps.push_back({x, curve.y[i]});
    };
    curve.pyramid.walk(first, last, whole, single);
    return gaps;
}

} // namespace

void CurveCanvas::addNotFinite() {
    const QRectF area = m_plot->axisRect()->rect();
    const QCPRange range = m_plot->xAxis->range();
    int row = 0;
    for (const Curve& curve : m_model->curves) {
        if (!curve.visible || curve.style.average) continue;
        const std::vector<Gap> gaps = gapsOf(curve, {range.lower, range.upper}, *m_plot->xAxis);
        if (gaps.empty()) continue;
        const double y = area.top() + kEdge + kApart * std::min(row++, kRows - 1);
        QVector<QPointF> places;
        for (std::size_t i = 0; i < gaps.size();) { // a word beside each group of crosses
            std::size_t end = i;
            while (end < gaps.size() && (end == i || gaps[end].x < gaps[end - 1].x + kAnother)) places << QPointF(gaps[end++].x, y);
            const QString word = valueText(gaps[i].value);
            const double beside = kArm + 3 + sizeOf(word).width() / 2;
            QList<QPointF> centres{{gaps[end - 1].x + beside, y}, {gaps[i].x - beside, y}};
            if (gaps[end - 1].x + 2 * beside > area.right()) centres.takeFirst();
            if (const QRectF box = roomFor(word, centres); !box.isNull()) addTextIn(box, word, textColour(curve), false);
            i = end;
        }
        new Crosses(m_plot, textColour(curve), places); // the plot's own
    }
}

} // namespace epochlab::ui
