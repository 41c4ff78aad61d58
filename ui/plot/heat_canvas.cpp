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
      m_line(new QCPItemStraightLine(&plot)), m_frozen(new QCPItemRect(&plot)), m_frozenText(new QCPItemText(&plot)) {
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
    m_frozen->setPen(Qt::NoPen);
    m_frozen->setBrush(QBrush(palette.border, Qt::BDiagPattern));
    m_frozenText->setFont(labels);
    m_frozenText->setColor(palette.mutedText);
    m_frozenText->setBrush(palette.surface);
    m_frozenText->setPadding(QMargins(4, 1, 4, 1));
}

void HeatCanvas::fill(const std::set<int>& chosen) {
    const int columns = std::max(1, int(m_model.epochs.size()));
    const int rows = std::max(1, m_model.rowCount());
    const Range range = m_model.range();
    fillCells(columns, range.lower);
    m_map->setVisible(!m_model.epochs.empty());
    m_map->setDataRange(QCPRange(range.lower, range.upper));
    m_scale->setDataRange(QCPRange(range.lower, range.upper));
    m_plot.xAxis->setRange(0.5, columns + 0.5);
    m_plot.yAxis->setRange(-0.5, rows - 0.5);
    nameRows(chosen);
    placeFrozen();
    placeLine();
    placeEvents();
}

/// Of more layers than pixels several share a row of them, with the mean of their logarithms; one that is not finite tells for all.
void HeatCanvas::fillCells(int columns, double lowest) {
    const int layers = std::max(1, m_model.layerCount());
    const int high = std::clamp(layers, 1, std::max(50, m_plot.axisRect()->height()));
    // The library gives a map of one column or row no width; a second one stands beyond the axis.
    const int wide = std::max(2, columns);
    const double none = std::numeric_limits<double>::quiet_NaN();
    const double share = double(layers) / high;
    const double first = m_model.frozenCount() + (share - 1) / 2;
    m_map->data()->setSize(wide, std::max(2, high));
    m_map->data()->setRange(QCPRange(1, wide), QCPRange(first, first + share * (std::max(2, high) - 1)));
    m_map->data()->fill(none);
    for (int e = 0; e < int(m_model.epochs.size()); ++e) {
        for (int row = 0; row < high; ++row) {
            double sum = 0;
            const int from = int(row * share), to = std::max(from + 1, int((row + 1) * share));
            for (int layer = from; layer < to; ++layer) {
                const double v = m_model.value(e + 1, layer);
                sum += std::isfinite(v) ? std::log(std::max(v, lowest)) : none;
            }
            m_map->data()->setCell(e, row, std::exp(sum / (to - from)));
        }
    }
}

void HeatCanvas::placeFrozen() {
    const int frozen = m_model.frozenCount();
    for (QCPAbstractItem* item : {static_cast<QCPAbstractItem*>(m_frozen), static_cast<QCPAbstractItem*>(m_frozenText)}) {
        item->setVisible(frozen > 0 && !m_model.epochs.empty());
    }
    m_frozen->topLeft->setCoords(m_plot.xAxis->range().lower, -0.5);
    m_frozen->bottomRight->setCoords(m_plot.xAxis->range().upper, frozen - 0.5);
    m_frozenText->position->setCoords(m_plot.xAxis->range().center(), (frozen - 1) / 2.0);
    m_frozenText->setText(frozen == 1 ? QStringLiteral("frozen, not trained")
                                      : QStringLiteral("%1 layers frozen, not trained").arg(frozen));
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

/// As many names as fit, the last one and the chosen ones always.
void HeatCanvas::nameRows(const std::set<int>& chosen) {
    QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
    const QFontMetrics metrics(m_plot.yAxis->tickLabelFont());
    const int rows = std::max(1, m_model.rowCount());
    const int height = std::max(60, m_plot.viewport().height() - 50);
    const int stride = std::max(1, int(std::ceil(rows * (metrics.height() + 3.0) / height)));
    const auto isChosen = [&](int row) { return chosen.contains(row - m_model.frozenCount()); };
    const auto nearChosen = [&](int row) {
        for (int other = std::max(0, row - stride + 1); other < std::min(rows, row + stride); ++other)
            if (isChosen(other)) return true;
        return false;
    };
    for (int row = 0; row < rows; ++row) {
        const bool fits = row == rows - 1 || (row % stride == 0 && row + stride <= rows - 1) || stride == 1;
        if (!isChosen(row) && (!fits || (stride > 1 && nearChosen(row)))) continue;
        const QString name = (isChosen(row) ? QStringLiteral("▸ ") : QString()) + m_model.rowName(row);
        ticker->addTick(row, metrics.elidedText(name, Qt::ElideMiddle, kNameWidth));
    }
    m_plot.yAxis->setTicker(ticker);
}

} // namespace epochlab::ui
