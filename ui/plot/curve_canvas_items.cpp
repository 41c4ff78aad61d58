// Texts, markers and lines over the curves; made anew for every picture, since they hang on ranges and sizes.
#include "plot/curve_canvas.h"

#include "plot/plot_style.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace epochlab::ui {
namespace {

constexpr double kLabelShare = 0.3; ///< of the width, at most, for the labels at line ends
constexpr int kCrosshairLines = 12;

double ratio(const QCPAxis* axis, double v) {
    const QCPRange r = axis->range();
    if (axis->scaleType() == QCPAxis::stLogarithmic) {
        return v > 0 ? std::log(v / r.lower) / std::log(r.upper / r.lower) : -1;
    }
    return (v - r.lower) / r.size();
}

} // namespace

double CurveCanvas::xRatio(double x) const { return ratio(m_plot->xAxis, x); }
double CurveCanvas::yRatio(double y) const { return 1 - ratio(m_plot->yAxis, y); }

QCPItemText* CurveCanvas::addText(const QString& text, const QColor& colour, bool grounded) {
    auto* item = new QCPItemText(m_plot);
    item->setFont(pixelFont(m_look.labels));
    item->setText(text);
    item->setColor(colour);
    item->setPadding(grounded ? QMargins(4, 1, 4, 1) : QMargins(0, 0, 0, 0));
    item->setClipToAxisRect(false);
    item->setSelectable(false);
    item->position->setType(QCPItemPosition::ptAxisRectRatio);
    if (grounded) {
        QColor ground = m_look.palette.surface;
        ground.setAlphaF(0.85F);
        item->setBrush(ground);
    }
    return item;
}

void CurveCanvas::addItems() {
    m_taken.clear();
    addBestMarkers();
    addNotFinite();
    addReferences();
    addEvents();
    addBottomRow();
    addHighlight();
    addCrosshair();
}

std::vector<CurveCanvas::EndLabel> CurveCanvas::endLabels() const {
    if (m_model->crowdGrey && m_model->namedLines() > toldApart) return {};
    std::vector<EndLabel> labels;
    std::set<std::pair<QString, int>> named;
    for (const Curve& curve : m_model->curves) {
        const bool worth = curve.visible && !curve.style.faint && !curve.x.empty() && !curve.label.isEmpty();
        if (worth && int(labels.size()) < toldApart && named.insert({curve.label, curve.style.series}).second) {
            const auto index = CurveModel::nearest(curve, std::min(curve.x.back(), m_plot->xAxis->range().upper));
            const double y = index ? yRatio(curve.y[*index]) : 2;
            if (std::isfinite(y)) {
                labels.push_back({&curve, std::clamp(y, 0.0, 1.0)});
            }
        }
    }
    std::stable_sort(labels.begin(), labels.end(), [](const EndLabel& a, const EndLabel& b) { return a.y < b.y; });
    return labels;
}

void CurveCanvas::setFreeMargins(int top, int right) {
    // Setting margins moves the area at once, before the library lays it out anew.
    QMargins margins = m_plot->axisRect()->margins();
    margins.setTop(top);
    margins.setRight(right);
    m_plot->axisRect()->setMargins(margins);
}

/// On paper nobody can point at a label that is cut short: the legend has it whole, and the lines get the room.
bool CurveCanvas::legendSaysMore(const std::vector<EndLabel>& labels) const {
    if (!m_look.yTitle || !m_look.legend || legendEntries().size() < 2) return false;
    const QFontMetrics metrics(pixelFont(m_look.labels));
    const double room = m_plot->width() * kLabelShare;
    return std::ranges::any_of(labels, [&](const EndLabel& label) { return metrics.horizontalAdvance(label.curve->label) > room; });
}

void CurveCanvas::addEndLabels() {
    std::vector<EndLabel> labels = endLabels();
    const bool needed = labels.size() > 1 && !legendSaysMore(labels);
    const bool best = std::any_of(m_model->curves.begin(), m_model->curves.end(), [](const Curve& c) { return c.visible && c.bestX; });
    const QFontMetrics metrics(pixelFont(m_look.labels));
    const int room = needed ? int(m_plot->width() * kLabelShare) : 0;
    int width = 0;
    for (const EndLabel& label : labels) {
        width = std::max(width, std::min(room, metrics.horizontalAdvance(label.curve->label)));
    }
    setFreeMargins(best ? metrics.height() + 4 : 8, needed ? width + 14 : 12);
    if (!needed) {
        return;
    }
    const double gap = double(metrics.height()) / std::max(40, m_plot->axisRect()->height());
    for (std::size_t i = 1; i < labels.size(); ++i) {
        labels[i].y = std::max(labels[i].y, labels[i - 1].y + gap);
    }
    double limit = 1;
    for (auto it = labels.rbegin(); it != labels.rend(); ++it) {
        it->y = std::min(it->y, limit);
        limit = it->y - gap;
    }
    for (const EndLabel& label : labels) {
        const QString shown = metrics.elidedText(label.curve->label, Qt::ElideRight, room);
        auto* text = addText(shown, textColour(*label.curve), false);
        text->setPositionAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        text->setPadding(QMargins(6, 0, 0, 0));
        text->position->setCoords(1, label.y);
    }
}

void CurveCanvas::addCrosshair() {
    if (!m_look.interactive) {
        return;
    }
    m_crosshairLine = new QCPItemStraightLine(m_plot);
    m_crosshairLine->setPen(QPen(m_look.palette.mutedText, 1));
    m_crosshairBox = addText({}, m_look.palette.text, true);
    m_crosshairBox->setTextAlignment(Qt::AlignLeft);
    m_crosshairBox->setPen(QPen(m_look.palette.border));
    QColor ground = m_look.palette.surface;
    ground.setAlphaF(0.94F);
    m_crosshairBox->setBrush(ground);
    m_crosshairBox->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_crosshairBox->position->setType(QCPItemPosition::ptAbsolute);
    m_crosshairLine->setLayer(QStringLiteral("overlay"));
    m_crosshairBox->setLayer(QStringLiteral("overlay"));
    placeCrosshair();
}

void CurveCanvas::placeCrosshair() {
    const double at = m_model->crosshair ? xRatio(*m_model->crosshair) : -1;
    const bool shown = at >= 0 && at <= 1;
    m_crosshairLine->setVisible(shown);
    m_crosshairBox->setVisible(shown);
    if (!shown) {
        return;
    }
    m_crosshairLine->point1->setCoords(*m_model->crosshair, m_plot->yAxis->range().lower);
    m_crosshairLine->point2->setCoords(*m_model->crosshair, m_plot->yAxis->range().upper);
    QStringList lines = m_model->crosshairText().split(QLatin1Char('\n'));
    if (lines.size() > kCrosshairLines) {
        const auto more = lines.size() - kCrosshairLines;
        lines = lines.mid(0, kCrosshairLines) << QStringLiteral("and %1 more").arg(more);
    }
    m_crosshairBox->setText(lines.join(QLatin1Char('\n')));
    const QRect area = m_plot->axisRect()->rect();
    const QFontMetrics metrics(pixelFont(m_look.labels));
    const int width = metrics.boundingRect(QRect(), Qt::AlignLeft, m_crosshairBox->text()).width() + 20;
    const double line = area.left() + at * area.width();
    const double wish = at > 0.5 ? line - width - 8 : line + 8;
    // Neither cut off at the card's edge nor over the numbers of the axis.
    m_crosshairBox->position->setPixelPosition(
        {std::clamp<double>(wish, area.left(), std::max(area.left(), m_plot->width() - width)), area.top() + 4.0});
}

} // namespace epochlab::ui
