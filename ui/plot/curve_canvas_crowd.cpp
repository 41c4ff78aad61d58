// One curve in colour before a grey crowd. It lies on the crosshair's layer, so that it follows the pointer without the crowd being drawn
// again.
#include "plot/curve_canvas.h"

#include "plot/plot_style.h"

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double kReach = 14; ///< pixels
constexpr double kHighlightWidth = 2.2;
constexpr double kBandOpacity = 0.2;
const QString kOverlay = QStringLiteral("overlay");

/// A run whose own colour is the crowd's grey takes the accent.
QColor highlightHue(const CurveStyle& style, const Palette& palette) {
    const QColor own = curveHue(style, palette);
    return own == palette.mutedText ? palette.accent : own;
}

/// The line's height at x; NaN beyond its ends and in gaps.
double heightAt(const Curve& curve, double x) {
    const auto next = std::ranges::lower_bound(curve.x, x);
    if (next == curve.x.end()) return NAN;
    const auto index = static_cast<std::size_t>(next - curve.x.begin());
    if (*next == x) return curve.y[index];
    if (index == 0) return NAN;
    const double share = (x - curve.x[index - 1]) / (curve.x[index] - curve.x[index - 1]);
    return curve.y[index - 1] + share * (curve.y[index] - curve.y[index - 1]);
}

} // namespace

QString CurveCanvas::curveAt(const QPointF& point) const {
    const double x = m_plot->xAxis->pixelToCoord(point.x());
    QString nearest;
    double least = kReach;
    for (const Curve& curve : m_model->curves) {
        if (!curve.visible || curve.style.faint) continue;
        const double away = std::abs(pixel(x, heightAt(curve, x)).y() - point.y());
        if (away < least) { // never for NaN
            least = away;
            nearest = curve.key;
        }
    }
    return nearest;
}

void CurveCanvas::movePointer() {
    if (m_crosshairBox == nullptr) return; // it comes with the first picture
    placeHighlight();
    placeCrosshair();
    m_plot->layer(kOverlay)->replot();
}

void CurveCanvas::addHighlight() {
    if (m_highlight == nullptr) {
        const auto make = [this] {
            auto* graph = new CurveGraph(m_plot->xAxis, m_plot->yAxis); // the plot's own
            graph->setLayer(kOverlay);
            graph->setPen(Qt::NoPen);
            graph->setAdaptiveSampling(false);
            graph->setSelectable(QCP::stNone);
            return graph;
        };
        m_highlightBand = {make(), make()};
        m_highlight = make();
        m_highlightBand.upper->setChannelFillGraph(m_highlightBand.lower);
    }
    m_highlightName = addText({}, m_look.palette.text, true);
    m_highlightName->setLayer(kOverlay);
    m_highlightName->setPositionAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_highlightName->position->setType(QCPItemPosition::ptAbsolute);
    m_highlightKey.clear(); // ranges and points may be others
    placeHighlight();
}

void CurveCanvas::placeHighlight() {
    const Curve* curve = m_model->highlighted();
    const bool shown = curve != nullptr;
    for (QCPGraph* graph : {m_highlightBand.lower, m_highlightBand.upper, static_cast<QCPGraph*>(m_highlight)}) graph->setVisible(shown);
    m_highlightName->setVisible(shown);
    if (!shown || curve->key == m_highlightKey) return;
    m_highlightKey = curve->key;
    fillHighlight(*curve);
    const QRectF area = m_plot->axisRect()->rect();
    const double end = std::min(curve->x.back(), m_plot->xAxis->range().upper);
    const double height = m_plot->xAxis->range().lower <= end ? heightAt(*curve, end) : NAN;
    const QSizeF size = sizeOf(curve->label);
    const double y = std::isfinite(height) ? pixel(end, height).y() : area.top();
    const double above = y - size.height() > area.top() ? y - size.height() : y + size.height();
    m_highlightName->setText(curve->label);
    m_highlightName->setColor(Theme::readable(highlightHue(curve->style, m_look.palette), m_look.palette.surface));
    m_highlightName->position->setPixelPosition({std::clamp(pixel(end, 0).x(), area.left() + size.width(), area.right()),
                                                 std::clamp(above, area.top() + size.height() / 2, area.bottom() - size.height() / 2)});
}

void CurveCanvas::fillHighlight(const Curve& curve) {
    const QCPRange range = m_plot->xAxis->range();
    const int columns = std::max(100, m_plot->axisRect()->width());
    const auto fill = [&](QCPGraph* graph, const std::vector<double>& ys) {
        QVector<QCPGraphData> data;
        if (!ys.empty())
            for (const auto& [x, y] : decimate(curve.x, ys, {range.lower, range.upper}, columns, m_model->xLog, m_model->yLog))
                data.append({x, y});
        graph->data()->set(data, true);
    };
    QColor colour = highlightHue(curve.style, m_look.palette);
    QPen pen(colour, kHighlightWidth);
    pen.setJoinStyle(Qt::RoundJoin);
    m_highlight->setPen(pen);
    m_highlight->setFine(true);
    const auto [first, last] = visibleSlice(curve.x, {range.lower, range.upper});
    const bool dense = m_look.interactive && last - first > std::size_t(columns); // the pointer would wait for its soft edges
    m_highlight->setCrowd(dense ? &curve.x : nullptr, dense ? &curve.y : nullptr, dense ? &curve.pyramid : nullptr);
    fill(m_highlight, dense ? std::vector<double>() : curve.y);
    colour.setAlphaF(float(kBandOpacity));
    m_highlightBand.upper->setBrush(colour);
    fill(m_highlightBand.lower, curve.band.lower);
    fill(m_highlightBand.upper, curve.band.upper);
}

} // namespace epochlab::ui
