// The bands around the means of groups of runs: two invisible graphs each, with the space between them filled.
#include "plot/curve_canvas.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace epochlab::ui {
namespace {

constexpr double kBandOpacity = 0.16;
const QString kBandLayer = QStringLiteral("bands"); ///< behind every line

/// A band's edge in a crowded picture: of each column of pixels the outermost value alone, as an edge of all of them is slow to fill.
QVector<QCPGraphData> outermost(const QVector<QCPGraphData>& edge, bool upper, const std::function<int(double)>& columnOf) {
    QVector<QCPGraphData> kept;
    for (const QCPGraphData& point : edge) {
        const bool same = !kept.isEmpty() && std::isfinite(point.value) && std::isfinite(kept.last().value) &&
                          columnOf(kept.last().key) == columnOf(point.key);
        if (!same)
            kept.append(point);
        else
            kept.last().value = upper ? std::max(kept.last().value, point.value) : std::min(kept.last().value, point.value);
    }
    return kept;
}

} // namespace

void CurveCanvas::rebuildBands() {
    if (m_plot->layer(kBandLayer) == nullptr) m_plot->addLayer(kBandLayer, m_plot->layer(QStringLiteral("main")), QCustomPlot::limBelow);
    for (auto it = m_bands.begin(); it != m_bands.end();) {
        const Curve* curve = m_model->find(it->first);
        if (curve != nullptr && !curve->band.empty()) {
            ++it;
            continue;
        }
        m_plot->removeGraph(it->second.lower);
        m_plot->removeGraph(it->second.upper);
        it = m_bands.erase(it);
    }
    for (const Curve& curve : m_model->curves)
        if (!curve.band.empty()) styleBand(curve);
}

void CurveCanvas::styleBand(const Curve& curve) {
    BandEdges& band = m_bands[curve.key];
    if (band.upper == nullptr) {
        m_drawn.erase(curve.key);
        for (QCPGraph** edge : {&band.lower, &band.upper}) {
            *edge = new CurveGraph(m_plot->xAxis, m_plot->yAxis); // the plot's own
            (*edge)->setLayer(kBandLayer);
            (*edge)->setPen(Qt::NoPen);
            (*edge)->setSelectable(QCP::stNone);
        }
        band.upper->setChannelFillGraph(band.lower);
    }
    QColor colour = curveColour(curve);
    colour.setAlphaF(float(kBandOpacity));
    band.upper->setBrush(colour);
    band.upper->setVisible(curve.visible && !m_grey); // many over each other say nothing
}

void CurveCanvas::fillBand(const Curve& curve, const Drawn& drawn) {
    const auto band = m_bands.find(curve.key);
    if (band == m_bands.end()) return;
    for (const auto& [graph, side] : {std::pair{band->second.lower, &curve.band.lower}, std::pair{band->second.upper, &curve.band.upper}}) {
        QVector<QCPGraphData> data;
        for (const auto& [x, y] : decimate(curve.x, *side, drawn.x, drawn.columns, drawn.xLog, drawn.yLog)) data.append({x, y});
        const auto columnOf = [this](double x) { return static_cast<int>(m_plot->xAxis->coordToPixel(x)); };
        graph->data()->set(drawn.crowded ? outermost(data, graph == band->second.upper, columnOf) : data, true);
        graph->setAntialiasedFill(!drawn.crowded);
    }
}

} // namespace epochlab::ui
