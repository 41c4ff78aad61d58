#include "plot/heat_canvas.h"

#include "plot/plot_style.h"
#include "plot/tickers.h"
#include "theme/viridis.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::ui {
namespace {

constexpr int kNameWidth = 110;

/// What is not finite in a red outside of it.
QCPColorGradient viridis() {
    QCPColorGradient gradient;
    gradient.clearColorStops();
    for (std::size_t i = 0; i < viridisStops.size(); ++i) {
        gradient.setColorStopAt(double(i) / (viridisStops.size() - 1), QColor(viridisStops[i]));
    }
    gradient.setNanHandling(QCPColorGradient::nhNanColor);
    gradient.setNanColor(QColor("#9a3b3b"));
    return gradient;
}

} // namespace

HeatCanvas::HeatCanvas(QCustomPlot& plot, const HeatModel& model)
    : m_plot(plot), m_model(model), m_map(new QCPColorMap(plot.xAxis, plot.yAxis)), m_scale(new QCPColorScale(&plot)),
      m_line(new QCPItemStraightLine(&plot)) {
    m_plot.setLocale(QLocale::c());
    m_map->setInterpolate(false);
    m_map->setTightBoundary(false);
    m_map->setDataScaleType(QCPAxis::stLogarithmic);
    m_map->setGradient(viridis());
    m_scale->setBarWidth(9);
    m_scale->setGradient(viridis());
    m_scale->setDataScaleType(QCPAxis::stLogarithmic);
    m_scale->setRangeDrag(false);
    m_scale->setRangeZoom(false);
    m_plot.plotLayout()->addElement(0, 1, m_scale);
    auto* group = new QCPMarginGroup(&m_plot);
    m_plot.axisRect()->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    m_scale->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    m_scale->axis()->setTicker(QSharedPointer<QCPAxisTicker>(new DecadeTicker));
    auto* ticker = new PlainTicker;
    ticker->setWhole(true);
    ticker->setTickCount(5);
    m_plot.xAxis->setTicker(QSharedPointer<QCPAxisTicker>(ticker));
    m_plot.xAxis->setLabel(QStringLiteral("epoch"));
    m_plot.yAxis->setRangeReversed(true);
    m_plot.axisRect()->setMinimumMargins(QMargins(0, 6, 0, 0));
}

void HeatCanvas::style(const Palette& palette, const QFont& font) {
    m_palette = palette;
    m_plot.setBackground(QBrush(palette.surface));
    const QFont labels = m_labels = pixelFont(font);
    for (QCPAxis* axis : {m_plot.xAxis, m_plot.yAxis, m_scale->axis()}) {
        styleAxis(axis, palette, labels);
        axis->grid()->setVisible(false);
    }
    for (const auto& axis : m_scale->axis()->axisRect()->axes()) {
        axis->setBasePen(Qt::NoPen);
    }
    m_line->setPen(QPen(palette.dark ? palette.text : QColor(Qt::white), 1));
}

void HeatCanvas::fill() {
    const int columns = std::max(1, int(m_model.epochs.size()));
    const int rows = std::max(1, m_model.layerCount());
    const Range range = m_model.range();
    fillCells(columns, rows, range.lower);
    m_map->setVisible(!m_model.epochs.empty());
    m_map->setDataRange(QCPRange(range.lower, range.upper));
    m_scale->setDataRange(QCPRange(range.lower, range.upper));
    m_plot.xAxis->setRange(0.5, columns + 0.5);
    m_plot.yAxis->setRange(-0.5, rows - 0.5);
    nameRows(rows);
    placeLine();
    placeEvents();
}

void HeatCanvas::fillCells(int columns, int rows, double lowest) {
    // The library gives a map of one column or row no width; a second one stands beyond the axis.
    const int wide = std::max(2, columns);
    const int high = std::max(2, rows);
    const double none = std::numeric_limits<double>::quiet_NaN();
    m_map->data()->setSize(wide, high);
    m_map->data()->setRange(QCPRange(1, wide), QCPRange(0, high - 1));
    m_map->data()->fill(none);
    for (int e = 0; e < int(m_model.epochs.size()); ++e) {
        const auto& row = m_model.epochs[std::size_t(e)];
        for (int l = 0; l < std::min(rows, int(row.size())); ++l) {
            const double v = row[std::size_t(l)];
            m_map->data()->setCell(e, l, std::isfinite(v) ? std::max(v, lowest) : none);
        }
    }
}

void HeatCanvas::placeLine() {
    m_line->setVisible(m_model.crosshair.has_value());
    if (m_model.crosshair) {
        m_line->point1->setCoords(*m_model.crosshair, 0);
        m_line->point2->setCoords(*m_model.crosshair, 1);
    }
}

void HeatCanvas::addLine(double x, const QPen& pen) {
    auto* line = new QCPItemStraightLine(&m_plot);
    line->point1->setCoords(x, 0);
    line->point2->setCoords(x, 1);
    line->setPen(pen);
    m_marks << line;
}

/// On a rim of the ground, since the map is both darker and lighter than any colour of a line. All lines before all texts; the texts go
/// down in steps, so that changes close by do not cover each other.
void HeatCanvas::placeEvents() {
    for (QCPAbstractItem* mark : m_marks) {
        m_plot.removeItem(mark);
    }
    m_marks.clear();
    QColor ground = m_palette.surface;
    ground.setAlphaF(0.85F);
    for (const PlotEvent& event : m_model.events) {
        addLine(event.x, QPen(ground, 3));
        addLine(event.x, QPen(m_palette.text, 1, Qt::DashLine));
    }
    int row = 0;
    for (const PlotEvent& event : m_model.events) {
        addEventText(event, row++, ground);
    }
}

void HeatCanvas::addEventText(const PlotEvent& event, int row, const QColor& ground) {
    auto* text = new QCPItemText(&m_plot);
    text->setFont(m_labels);
    text->setText(event.text);
    text->setColor(m_palette.text);
    text->setBrush(ground);
    text->setPadding(QMargins(4, 1, 4, 1));
    text->position->setType(QCPItemPosition::ptAxisRectRatio);
    const QFontMetrics metrics(m_labels);
    const QSize area = m_plot.axisRect()->size().expandedTo(QSize(1, 1));
    const double width = (metrics.horizontalAdvance(event.text) + 8.0) / area.width();
    const double height = (metrics.height() + 4.0) / area.height();
    const QCPRange range = m_plot.xAxis->range();
    const double at = (event.x - range.lower) / range.size();
    const bool right = at + width <= 1; // else left of the line, or, where that has no room either, at the edge
    text->setPositionAlignment(Qt::AlignTop | (right ? Qt::AlignLeft : Qt::AlignRight));
    const int rows = std::max(1, int(1 / height));
    text->position->setCoords(right || at - width >= 0 ? at : 1.0, height * (row % rows + 0.2));
    m_marks << text;
}

/// As many names as fit, the last one always.
void HeatCanvas::nameRows(int rows) {
    QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
    const QFontMetrics metrics(m_plot.yAxis->tickLabelFont());
    const int height = std::max(60, m_plot.viewport().height() - 50);
    const int stride = std::max(1, int(std::ceil(rows * (metrics.height() + 3.0) / height)));
    for (int l = 0; l < rows; ++l) {
        if (l == rows - 1 || (l % stride == 0 && l + stride <= rows - 1) || stride == 1) {
            ticker->addTick(l, metrics.elidedText(m_model.layerName(l), Qt::ElideMiddle, kNameWidth));
        }
    }
    m_plot.yAxis->setTicker(ticker);
}

} // namespace epochlab::ui
