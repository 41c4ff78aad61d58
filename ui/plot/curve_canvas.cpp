#include "plot/curve_canvas.h"

#include "plot/plot_style.h"
#include "plot/run_mark.h"
#include "theme/mixed_colour.h"

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double kLineWidth = 1.6;
constexpr double kDraftWidth = 2.2;
constexpr double kGhostOpacity = 0.35;
constexpr int kMarkersPerLine = 9;
constexpr int kMarkers = 180;        ///< of all lines, but one for each at least
constexpr double kFar = 3;           ///< heights of the area beyond it, from where on lines are cut off
constexpr int kDense = 8;            ///< points in each column of a line that is drawn as one of a crowd
constexpr std::size_t kCrowd = 6000; ///< points of all lines together that are drawn well within a frame

std::size_t pointsIn(const Curve& curve, Range shown) {
    const auto [first, last] = visibleSlice(curve.x, shown);
    return curve.visible ? last - first : 0;
}

} // namespace

CurveCanvas::CurveCanvas(QCustomPlot* plot, CurveModel* model, Look look)
    : m_plot(plot), m_model(model), m_look(std::move(look)), m_xPlain(new PlainTicker), m_yPlain(new PlainTicker),
      m_decades(new DecadeTicker) {
    m_plot->setLocale(QLocale::c());
    m_plot->setNoAntialiasingOnDrag(false);
    m_plot->setAutoAddPlottableToLegend(false);
    m_plot->axisRect()->setAutoMargins(QCP::msLeft | QCP::msBottom);
    m_plot->legend->setVisible(false);
    if (m_look.interactive) {
        m_plot->setInteractions(QCP::iRangeDrag);
        connect(m_plot, &QCustomPlot::legendClick, this, [this](QCPLegend*, QCPAbstractLegendItem* item, QMouseEvent*) {
            auto* entry = qobject_cast<QCPPlottableLegendItem*>(item);
            for (const auto& [key, graph] : m_graphs) {
                if (entry != nullptr && entry->plottable() == graph) {
                    Q_EMIT legendClicked(QString(key));
                    return;
                }
            }
        });
        const auto chosen = [this] {
            if (!m_settingRange) {
                m_model->userX = Range{m_plot->xAxis->range().lower, m_plot->xAxis->range().upper};
                m_model->userY = Range{m_plot->yAxis->range().lower, m_plot->yAxis->range().upper};
            }
        };
        connect(m_plot->xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, chosen);
        connect(m_plot->yAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, chosen);
    }
    connect(m_plot, &QCustomPlot::beforeReplot, this, &CurveCanvas::prepare);
    // Ticks and labels were placed for the layout before this one; once it has moved, draw for the new one.
    connect(m_plot, &QCustomPlot::afterReplot, this, [this] {
        if (m_plot->axisRect()->rect() != m_laidOut) Q_EMIT outdated();
    });
    restyle();
}

void CurveCanvas::setLook(const Look& look) {
    m_look = look;
    m_structureDirty = true;
    restyle();
}

void CurveCanvas::restyle() {
    m_plot->setBackground(QBrush(m_look.palette.surface));
    const QFont labels = pixelFont(m_look.labels);
    styleAxis(m_plot->xAxis, m_look.palette, labels);
    styleAxis(m_plot->yAxis, m_look.palette, labels);
    QCPLegend* legend = m_plot->legend;
    legend->setFont(labels);
    legend->setTextColor(m_look.palette.text);
    legend->setBorderPen(Qt::NoPen);
    legend->setBrush(Qt::NoBrush);
    legend->setIconSize(24, 12);
    legend->setRowSpacing(0);
    legend->setColumnSpacing(10);
    legend->setMargins(QMargins(4, 2, 4, 0));
}

void CurveCanvas::prepare() {
    m_plot->xAxis->setLabel(QStringLiteral(" ")); // keeps the row where the title and the notes stand
    m_plot->yAxis->setLabel(m_look.yTitle ? m_model->yTitle : QString());
    const bool grey = m_model->greyCrowd();
    if (m_structureDirty || grey != m_grey) {
        m_grey = grey;
        rebuildGraphs();
        rebuildLegend();
        rebuildBands();
        m_structureDirty = false;
    }
    placeLegend();
    setRanges();
    m_plot->clearItems();
    addEndLabels(); // which take their room from the area
    layOut();
    fillGraphs();
    addItems();
    m_laidOut = m_plot->axisRect()->rect();
}

void CurveCanvas::zoom(const QPointF& about, double steps) {
    constexpr double kFactor = 0.85;
    const double factor = std::pow(kFactor, steps);
    const double x = m_plot->xAxis->pixelToCoord(about.x());
    const double y = m_plot->yAxis->pixelToCoord(about.y());
    m_plot->xAxis->scaleRange(factor, x);
    m_plot->yAxis->scaleRange(factor, y);
}

QColor CurveCanvas::curveColour(const Curve& curve) const {
    return m_grey ? backgroundHue(m_look.palette) : curveHue(curve.style, m_look.palette);
}

QColor CurveCanvas::textColour(const Curve& curve) const { return Theme::readable(curveColour(curve), m_look.palette.surface); }

bool CurveCanvas::severalRuns() const {
    for (const Curve& curve : m_model->curves) {
        if (curve.style.series != m_model->curves.front().style.series) {
            return true;
        }
    }
    return false;
}

void CurveCanvas::rebuildGraphs() {
    for (auto it = m_graphs.begin(); it != m_graphs.end();) {
        if (m_model->find(it->first) == nullptr) {
            m_drawn.erase(it->first);
            m_plot->removeGraph(it->second);
            it = m_graphs.erase(it);
        } else {
            ++it;
        }
    }
    for (const Curve& curve : m_model->curves) {
        CurveGraph*& graph = m_graphs[curve.key];
        if (graph == nullptr) {
            graph = new CurveGraph(m_plot->xAxis, m_plot->yAxis); // the plot's own
            graph->setAdaptiveSampling(false);
            graph->setSelectable(QCP::stNone);
        }
        styleGraph(graph, curve);
    }
}

void CurveCanvas::styleGraph(CurveGraph* graph, const Curve& curve) {
    QColor colour = curveColour(curve);
    const bool behind = !m_grey && m_model->find(m_model->selected) != nullptr && m_model->selected != curve.key;
    if (curve.style.ghost || curve.style.faint || behind) {
        colour.setAlphaF(float(kGhostOpacity));
    }
    graph->setHardColour(mixed(m_look.palette.surface, colour, double(colour.alphaF())));
    QPen pen(colour, curve.style.faint || m_grey ? 1.0 : curve.style.series < 0 ? kDraftWidth : kLineWidth);
    pen.setJoinStyle(Qt::RoundJoin);
    pen.setCapStyle(curve.style.dash == CurveDash::Solid ? Qt::RoundCap : Qt::FlatCap);
    if (curve.style.dash == CurveDash::Dashed) {
        pen.setDashPattern({4, 2.2});
    } else if (curve.style.dash == CurveDash::Dotted) {
        pen.setDashPattern({1.2, 1.8});
    }
    graph->setName(curve.style.legend.isEmpty() ? m_model->nameOf(curve) : curve.style.legend);
    graph->setPen(pen);
    graph->setVisible(curve.visible);
    graph->setAntialiased(true);
    graph->setAntialiasedScatters(true);
    const bool byShade = curve.style.shade && m_model->namedLines() > toldApart; // its lightness tells the order
    const bool marked = severalRuns() && !curve.style.faint && !curve.style.plain && !byShade && !m_grey;
    graph->setScatterStyle(marked ? QCPScatterStyle(runMark(curve.style.series, m_look.palette).shape, Qt::NoPen, QBrush(colour), 6)
                                  : QCPScatterStyle(QCPScatterStyle::ssNone));
}

void CurveCanvas::setRanges() {
    m_settingRange = true;
    const auto apply = [this](QCPAxis* axis, bool log, const QSharedPointer<PlainTicker>& plain, Range range) {
        axis->setScaleType(log ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        axis->setTicker(log ? qSharedPointerCast<QCPAxisTicker>(m_decades) : qSharedPointerCast<QCPAxisTicker>(plain));
        axis->setRange(range.lower, range.upper);
    };
    m_xPlain->setWhole(m_model->wholeX());
    const Range x = m_model->xRange();
    const Range y = m_model->yRange(x);
    m_xPlain->setTickCount(std::clamp(m_plot->axisRect()->width() / 55, 3, 10));
    m_yPlain->setTickCount(std::clamp(m_plot->axisRect()->height() / 38, 3, 8));
    apply(m_plot->xAxis, m_model->xLog, m_xPlain, x);
    apply(m_plot->yAxis, m_model->yLog, m_yPlain, y);
    m_clipped = m_model->clippedPoints(x, y);
    m_settingRange = false;
}

/// The margins follow the numbers at the axes: what is placed in the area is placed once it stands.
void CurveCanvas::layOut() {
    for (const auto phase : {QCPLayoutElement::upPreparation, QCPLayoutElement::upMargins, QCPLayoutElement::upLayout})
        m_plot->plotLayout()->update(phase);
}

int CurveCanvas::markersPerLine() const { return std::clamp(kMarkers / std::max(1, int(m_model->curves.size())), 1, kMarkersPerLine); }

void CurveCanvas::fillGraphs() {
    const QCPRange range = m_plot->xAxis->range();
    const Range shown{range.lower, range.upper};
    const int columns = std::max(100, m_plot->axisRect()->width());
    std::size_t points = 0; // that would be drawn
    int dense = 0;          // lines of many points in each column
    for (const Curve& curve : m_model->curves) {
        const std::size_t own = pointsIn(curve, shown);
        points += std::min(own, std::size_t(4 * columns));
        dense += own > std::size_t(columns) && !curve.style.faint;
    }
    for (const Curve& curve : m_model->curves) {
        CurveGraph* graph = m_graphs.at(curve.key);
        const std::size_t own = pointsIn(curve, shown);
        const bool plain = curve.style.faint || curve.style.average; // neither loses by it what the softer line shows
        const auto enough = std::size_t((plain ? 2 : kDense) * columns);
        const bool crowded = m_look.interactive && own > std::size_t(columns) && (points > kCrowd || own > enough);
        graph->setCrowd(crowded ? &curve.x : nullptr, crowded ? &curve.y : nullptr, crowded ? &curve.pyramid : nullptr);
        graph->setFine(dense <= toldApart && !curve.style.faint);
        const Drawn now{shown,         columns,        curve.x.size(),
                        m_model->xLog, m_model->yLog,  curve.visible,
                        crowded,       curve.revision, {m_plot->yAxis->range().lower, m_plot->yAxis->range().upper}};
        if (const auto it = m_drawn.find(curve.key); it != m_drawn.end() && it->second == now) {
            continue;
        }
        m_drawn[curve.key] = now;
        fillGraph(graph, curve, now);
        fillBand(curve, now);
    }
}

void CurveCanvas::fillGraph(CurveGraph* graph, const Curve& curve, const Drawn& drawn) {
    QVector<QCPGraphData> data;
    if (drawn.crowded) { // its markers
        const auto [first, last] = visibleSlice(curve.x, drawn.x);
        const std::size_t step = (last - first) / std::size_t(markersPerLine()) + 1;
        for (std::size_t i = first + step / 2; i < last; i += step) data.append(QCPGraphData(curve.x[i], curve.y[i]));
    } else if (curve.visible) {
        const auto points = decimate(curve.x, curve.y, drawn.x, drawn.columns, drawn.xLog, drawn.yLog);
        for (const auto& [x, y] : cutFar(points, drawn.y, kFar, drawn.xLog, drawn.yLog)) {
            data.append(QCPGraphData(x, y));
        }
    }
    graph->setScatterSkip(drawn.crowded ? 0 : int(data.size()) / markersPerLine());
    graph->data()->set(data, true);
}

} // namespace epochlab::ui
