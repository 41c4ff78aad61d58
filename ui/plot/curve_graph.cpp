#include "plot/curve_graph.h"

#include "plot/decimate.h"

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

/// An axis as one multiplication: pixel = offset + scale · value, or of its logarithm.
struct Projection {
    Projection(const QCPAxis& axis, double pixelRatio) : log(axis.scaleType() == QCPAxis::stLogarithmic) {
        const QCPRange range = axis.range();
        const double lower = log ? std::log(range.lower) : range.lower;
        const double upper = log ? std::log(range.upper) : range.upper;
        const double from = axis.coordToPixel(range.lower) * pixelRatio;
        scale = (axis.coordToPixel(range.upper) * pixelRatio - from) / (upper - lower);
        offset = from - scale * lower;
    }
    double inverse(double at) const { return log ? std::exp((at - offset) / scale) : (at - offset) / scale; }
    double operator()(double value) const { return std::clamp(offset + scale * (log ? std::log(value) : value), -1e6, 1e6); }
    bool log;
    double offset = 0.0;
    double scale = 1.0;
};

/// Half a pixel is added, so that an integer's floor is the nearest one.
int nearest(double at) { return static_cast<int>(at + 1e6 + 0.5) - 1000000; }

} // namespace

/// A line's way as one upright stroke in each column of pixels that it passes, from its lowest to its highest point there; where columns
/// are left out between two points, the piece between them.
class CurveGraph::Columns {
public:
    explicit Columns(const Projection& toY) : m_toY(toY) {}

    void add(int column, double y) { add(column, y, y, y, y); }
    /// Many values at once, all of them finite.
    void add(int column, double first, double low, double high, double last) {
        if (!m_open || column != m_x) next(column, first);
        m_low = std::min(m_low, low);
        m_high = std::max(m_high, high);
        m_last = last;
    }
    void close() {
        if (m_open) m_strokes.push_back({m_x, m_toY(m_low), m_x, m_toY(m_high)});
        m_open = false;
    }
    std::vector<Stroke> take() {
        close();
        return std::move(m_strokes);
    }

private:
    void next(int column, double y) {
        const bool joined = m_open;
        const int before = m_x;
        const double last = m_last;
        close();
        const bool far = joined && column > before + 1;
        if (far) m_strokes.push_back({before, m_toY(last), column, m_toY(y)});
        m_low = m_high = joined && !far ? last : y;
        m_x = column;
        m_open = true;
    }

    const Projection m_toY;
    std::vector<Stroke> m_strokes;
    bool m_open = false; ///< there is a column that is not drawn yet
    int m_x = 0;
    double m_low = 0.0;
    double m_high = 0.0;
    double m_last = 0.0;
};

namespace {

/// The first place behind `first` where the ascending x reach a bound; guess: about how far away it is.
std::size_t reaching(const std::vector<double>& x, std::size_t first, std::size_t last, double bound, std::size_t guess) {
    std::size_t from = first + 1;
    std::size_t end = std::min(last, from + guess);
    while (end < last && x[end] < bound) {
        from = end + 1;
        guess *= 2;
        end = std::min(last, from + guess);
    }
    const auto begin = x.begin();
    return static_cast<std::size_t>(
        std::lower_bound(begin + static_cast<std::ptrdiff_t>(std::min(from, last)), begin + static_cast<std::ptrdiff_t>(end), bound) -
        begin);
}

} // namespace

void CurveGraph::setCrowd(const std::vector<double>* x, const std::vector<double>* y, const ValuePyramid* pyramid) {
    m_x = x;
    m_y = y;
    m_pyramid = pyramid;
    setLineStyle(x == nullptr ? lsLine : lsNone);
}

std::vector<CurveGraph::Stroke> CurveGraph::strokes(double pixelRatio) const {
    const Projection toX(*keyAxis(), pixelRatio);
    const Projection toY(*valueAxis(), pixelRatio);
    const auto [first, last] = visibleSlice(*m_x, {keyAxis()->range().lower, keyAxis()->range().upper});
    Columns columns(toY);
    const std::vector<double>& x = *m_x;
    const std::vector<double>& y = *m_y;
    std::size_t before = 0; // points of the last column
    for (std::size_t i = first; i < last;) {
        if (toX.log && x[i] <= 0.0) {
            ++i;
            continue;
        }
        const int column = nearest(toX(x[i]));
        const std::size_t end = reaching(x, i, last, toX.inverse(column + 0.5), 2 * before + 8);
        before = end - i;
        const auto whole = [&](const ValuePyramid::Block& block, std::size_t from, std::size_t to) {
            if (block.gaps > 0 || (toY.log && block.low <= 0.0)) return false;
            columns.add(column, y[from], block.low, block.high, y[to - 1]);
            return true;
        };
        m_pyramid->walk(i, end, whole, [&](std::size_t k) {
            if (!std::isfinite(y[k]) || (toY.log && y[k] <= 0.0))
                columns.close();
            else
                columns.add(column, y[k]);
        });
        i = end;
    }
    return columns.take();
}

bool CurveGraph::calm(const std::vector<Stroke>& strokes) {
    constexpr double kMost = 2; // pixels in each column, on average
    double height = 0;
    for (const Stroke& stroke : strokes) height += stroke.x1 == stroke.x2 ? std::abs(stroke.y2 - stroke.y1) : 0;
    return height <= kMost * static_cast<double>(strokes.size());
}

/// thick: pixels of a level line.
void CurveGraph::drawHard(QCPPainter& painter, const std::vector<Stroke>& strokes, int thick) {
    QVector<QLine> lines;
    lines.reserve(static_cast<qsizetype>(strokes.size()));
    for (const Stroke& stroke : strokes) {
        const int y1 = nearest(stroke.y1);
        const int y2 = nearest(stroke.y2);
        const bool upright = stroke.x1 == stroke.x2;
        lines.append({stroke.x1, upright ? std::max(y1, y2) + thick - 1 : y1, stroke.x2, upright ? std::min(y1, y2) : y2});
    }
    painter.drawLines(lines);
}

/// Through the middle of each column, and to both ends where it is high: no spike is lost.
void CurveGraph::drawFine(QCPPainter& painter, const std::vector<Stroke>& strokes) {
    constexpr double kLow = 2;
    QPolygonF line;
    for (const Stroke& stroke : strokes) {
        if (!line.isEmpty() && stroke.x1 > line.last().x() + 1) {
            painter.drawPolyline(line);
            line.clear();
        }
        const double near =
            line.isEmpty() || std::abs(line.last().y() - stroke.y1) <= std::abs(line.last().y() - stroke.y2) ? stroke.y1 : stroke.y2;
        if (stroke.x1 != stroke.x2)
            line << QPointF(stroke.x1, stroke.y1) << QPointF(stroke.x2, stroke.y2);
        else if (std::abs(stroke.y2 - stroke.y1) <= kLow)
            line << QPointF(stroke.x1, (stroke.y1 + stroke.y2) / 2);
        else
            line << QPointF(stroke.x1, near) << QPointF(stroke.x1, stroke.y1 + stroke.y2 - near);
    }
    painter.drawPolyline(line);
}

bool CurveGraph::crosses(const QRectF& box) const {
    const auto [first, last] = visibleSlice(*m_x, {keyAxis()->pixelToCoord(box.left()), keyAxis()->pixelToCoord(box.right())});
    const ValuePyramid::Block extent = m_pyramid->extent(*m_y, first, last);
    return extent.low <= valueAxis()->pixelToCoord(box.top()) && extent.high >= valueAxis()->pixelToCoord(box.bottom());
}

void CurveGraph::draw(QCPPainter* painter) {
    if (crowded() && !m_x->empty()) {
        const double pixelRatio = painter->device()->devicePixelRatioF();
        const std::vector<Stroke> drawn = strokes(pixelRatio);
        const bool fine = m_fine && calm(drawn);
        QPen pen(fine ? mPen : QPen(m_hardColour, 0));
        pen.setWidthF(fine ? mPen.widthF() * pixelRatio : 0);
        pen.setJoinStyle(Qt::BevelJoin); // a round one at every pixel takes longer than the line
        painter->save();
        painter->setAntialiasing(fine);
        painter->setPen(pen);
        painter->scale(1.0 / pixelRatio, 1.0 / pixelRatio); // one stroke for each column of the screen
        fine ? drawFine(*painter, drawn) : drawHard(*painter, drawn, m_fine ? 2 : 1);
        painter->restore();
    }
    QCPGraph::draw(painter);
}

void CurveGraph::drawLegendIcon(QCPPainter* painter, const QRectF& rect) const {
    applyDefaultAntialiasingHint(painter);
    painter->setPen(mPen);
    painter->drawLine(QLineF(rect.left(), rect.center().y(), rect.right() + 5, rect.center().y()));
    if (mScatterStyle.isNone()) return;
    applyScattersAntialiasingHint(painter);
    mScatterStyle.applyTo(painter, mPen);
    mScatterStyle.drawShape(painter, rect.center());
}

} // namespace epochlab::ui
