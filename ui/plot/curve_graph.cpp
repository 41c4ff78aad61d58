#include "plot/curve_graph.h"

#include "plot/decimate.h"

#include <algorithm>
#include <cmath>
#include <limits>

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
    /// Half a pixel is added, so that an integer's floor is the nearest one.
    int operator()(double value) const {
        const double at = offset + scale * (log ? std::log(value) : value);
        return static_cast<int>(std::clamp(at, -1e6, 1e6) + 1e6 + 0.5) - 1000000;
    }
    bool log;
    double offset = 0.0;
    double scale = 1.0;
};

/// A line's way as one upright stroke in each column of pixels that it passes, from its lowest to its highest point there; where columns
/// are left out between two points, the piece between them.
class Columns {
public:
    explicit Columns(const Projection& toY) : m_toY(toY) {}

    void add(int column, double y) {
        if (!m_open || column != m_x) next(column, y);
        m_low = std::min(m_low, y);
        m_high = std::max(m_high, y);
        m_last = y;
    }
    void close() {
        if (m_open) m_strokes.append({m_x, m_toY(m_low), m_x, m_toY(m_high)});
        m_open = false;
    }
    QVector<QLine> take() {
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
        if (far) m_strokes.append({before, m_toY(last), column, m_toY(y)});
        m_low = m_high = joined && !far ? last : y;
        m_x = column;
        m_open = true;
    }

    const Projection m_toY;
    QVector<QLine> m_strokes;
    bool m_open = false; ///< there is a column that is not drawn yet
    int m_x = 0;
    double m_low = 0.0;
    double m_high = 0.0;
    double m_last = 0.0;
};

} // namespace

void CurveGraph::setCrowd(const std::vector<double>* x, const std::vector<double>* y) {
    m_x = x;
    m_y = y;
    setLineStyle(x == nullptr ? lsLine : lsNone);
}

QVector<QLine> CurveGraph::strokes(double pixelRatio) const {
    const Projection toX(*keyAxis(), pixelRatio);
    const Projection toY(*valueAxis(), pixelRatio);
    const auto [first, last] = visibleSlice(*m_x, {keyAxis()->range().lower, keyAxis()->range().upper});
    Columns columns(toY);
    for (std::size_t i = first; i < last; ++i) {
        const double x = (*m_x)[i];
        const double y = (*m_y)[i];
        if (!std::isfinite(y) || (toY.log && y <= 0.0) || (toX.log && x <= 0.0))
            columns.close();
        else
            columns.add(toX(x), y);
    }
    return columns.take();
}

bool CurveGraph::crosses(const QRectF& box) const {
    const auto [first, last] = visibleSlice(*m_x, {keyAxis()->pixelToCoord(box.left()), keyAxis()->pixelToCoord(box.right())});
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (std::size_t i = first; i < last; ++i) {
        low = std::min(low, (*m_y)[i]); // never NaN
        high = std::max(high, (*m_y)[i]);
    }
    return low <= valueAxis()->pixelToCoord(box.top()) && high >= valueAxis()->pixelToCoord(box.bottom());
}

void CurveGraph::draw(QCPPainter* painter) {
    if (crowded() && !m_x->empty()) {
        const double pixelRatio = painter->device()->devicePixelRatioF();
        painter->save();
        painter->setAntialiasing(false);
        painter->setPen(QPen(mPen.color(), 0));
        painter->scale(1.0 / pixelRatio, 1.0 / pixelRatio); // one stroke for each column of the screen
        painter->drawLines(strokes(pixelRatio));
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
