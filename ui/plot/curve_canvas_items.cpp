// Texts, markers and lines over the curves; made anew for every picture, since they hang on ranges and sizes.
#include "plot/curve_canvas.h"

#include "plot/figure_export.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace epochlab::ui {
namespace {

constexpr int kEndLabels = 8;
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

void CurveCanvas::rebuildItems() {
    m_plot->clearItems();
    m_taken.clear();
    addReferences();
    addEvents();
    addEndLabels();
    addBestMarkers();
    addEdgeNotes();
    addCrosshair();
}

void CurveCanvas::addReferences() {
    for (const Reference& line : m_model->references) {
        const double at = yRatio(line.y);
        if (at < 0 || at > 1) {
            continue;
        }
        auto* item = new QCPItemStraightLine(m_plot);
        item->point1->setCoords(m_plot->xAxis->range().lower, line.y);
        item->point2->setCoords(m_plot->xAxis->range().upper, line.y);
        item->setPen(QPen(m_look.palette.mutedText, 1, Qt::DashLine));
        auto* text = addText(line.text.isEmpty() ? line.name : line.text, m_look.palette.mutedText, true);
        text->setPositionAlignment(Qt::AlignRight | (at < 0.12 ? Qt::AlignTop : Qt::AlignBottom));
        text->position->setCoords(1, at);
    }
}

void CurveCanvas::addEvents() {
    for (const EventMark& mark : m_model->events) {
        const Curve* curve = m_model->find(mark.key);
        const double at = xRatio(mark.x);
        if (curve == nullptr || !curve->visible || at < 0 || at > 1) {
            continue;
        }
        auto* item = new QCPItemStraightLine(m_plot);
        item->point1->setCoords(mark.x, m_plot->yAxis->range().lower);
        item->point2->setCoords(mark.x, m_plot->yAxis->range().upper);
        item->setPen(QPen(textColour(*curve), 1, Qt::DotLine));
        auto* text = addText(mark.text, textColour(*curve), true);
        text->setPositionAlignment((at > 0.6 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop);
        text->position->setCoords(at, 0);
    }
}

void CurveCanvas::addEndLabels() {
    struct Label {
        const Curve* curve;
        double y;
    };
    std::vector<Label> labels;
    std::set<std::pair<QString, int>> named;
    for (const Curve& curve : m_model->curves) {
        const bool worth = curve.visible && !curve.style.faint && !curve.x.empty() && !curve.label.isEmpty();
        if (worth && int(labels.size()) < kEndLabels && named.insert({curve.label, curve.style.series}).second) {
            const auto index = CurveModel::nearest(curve, std::min(curve.x.back(), m_plot->xAxis->range().upper));
            const double y = index ? yRatio(curve.y[*index]) : 2;
            if (std::isfinite(y)) {
                labels.push_back({&curve, std::clamp(y, 0.0, 1.0)});
            }
        }
    }
    const bool needed = labels.size() > 1;
    const QFontMetrics metrics(pixelFont(m_look.labels));
    const int room = needed ? int(m_plot->width() * kLabelShare) : 0;
    int width = 0;
    for (const Label& label : labels) {
        width = std::max(width, std::min(room, metrics.horizontalAdvance(label.curve->label)));
    }
    m_plot->axisRect()->setMargins(QMargins(0, 8, needed ? width + 14 : 12, 0));
    if (!needed) {
        return;
    }
    std::stable_sort(labels.begin(), labels.end(), [](const Label& a, const Label& b) { return a.y < b.y; });
    const double gap = double(metrics.height()) / std::max(40, m_plot->axisRect()->height());
    for (std::size_t i = 1; i < labels.size(); ++i) {
        labels[i].y = std::max(labels[i].y, labels[i - 1].y + gap);
    }
    double limit = 1;
    for (auto it = labels.rbegin(); it != labels.rend(); ++it) {
        it->y = std::min(it->y, limit);
        limit = it->y - gap;
    }
    for (const Label& label : labels) {
        const QString shown = metrics.elidedText(label.curve->label, Qt::ElideRight, room);
        auto* text = addText(shown, textColour(*label.curve), false);
        text->setPositionAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        text->setPadding(QMargins(6, 0, 0, 0));
        text->position->setCoords(1, label.y);
    }
}

void CurveCanvas::addBestMarkers() {
    const QRectF area = m_plot->axisRect()->rect();
    const QFontMetrics metrics(pixelFont(m_look.labels));
    for (const Curve& curve : m_model->curves) {
        const auto index = curve.visible && curve.bestX ? CurveModel::nearest(curve, *curve.bestX) : std::nullopt;
        const double px = index ? xRatio(curve.x[*index]) : -1;
        const double py = index ? yRatio(curve.y[*index]) : -1;
        if (!(px >= 0 && px <= 1 && py >= 0 && py <= 1)) {
            continue;
        }
        auto* circle = new QCPItemTracer(m_plot);
        circle->setStyle(QCPItemTracer::tsCircle);
        circle->setSize(8);
        circle->setPen(QPen(curveColour(curve), 1.8));
        circle->setBrush(m_look.palette.surface);
        circle->setClipToAxisRect(false);
        circle->position->setCoords(curve.x[*index], curve.y[*index]);
        const QString text = curve.bestText.isEmpty() ? figure(curve.y[*index]) : curve.bestText;
        const QSizeF size(metrics.horizontalAdvance(text) + 8, metrics.height() + 2);
        const QPointF centre = area.topLeft() + QPointF(px * area.width(), py * area.height());
        for (const double side : {-1.0, 1.0}) {
            QRectF box(QPointF(0, 0), size);
            box.moveCenter(centre + QPointF(0, side * (size.height() / 2 + 7)));
            box.moveLeft(std::clamp(box.left(), area.left(), std::max(area.left(), area.right() - size.width())));
            const bool free = std::none_of(m_taken.begin(), m_taken.end(), [&](const QRectF& r) { return r.intersects(box); });
            if (!free || !area.contains(QPointF(box.center().x(), side < 0 ? box.top() : box.bottom()))) {
                continue;
            }
            m_taken << box;
            auto* item = addText(text, textColour(curve), true);
            item->setPositionAlignment(Qt::AlignHCenter | Qt::AlignVCenter);
            item->position->setCoords((box.center().x() - area.left()) / area.width(), (box.center().y() - area.top()) / area.height());
            break;
        }
    }
}

void CurveCanvas::addEdgeNotes() {
    QStringList notes;
    if (m_clipped > 0 && !m_model->userY) {
        notes << QStringLiteral("%1 beyond the range").arg(m_clipped);
    }
    if (const int skipped = m_model->skippedPoints(); skipped > 0) {
        notes << QStringLiteral("%1 not positive").arg(skipped);
    }
    if (!notes.isEmpty()) {
        auto* text = addText(notes.join(QStringLiteral(" · ")), m_look.palette.mutedText, true);
        text->setPositionAlignment(Qt::AlignRight | Qt::AlignTop);
        text->position->setCoords(1, 0);
    }
}

void CurveCanvas::addCrosshair() {
    if (!m_model->crosshair || !m_look.interactive) {
        return;
    }
    const double at = xRatio(*m_model->crosshair);
    if (at < 0 || at > 1) {
        return;
    }
    auto* line = new QCPItemStraightLine(m_plot);
    line->point1->setCoords(*m_model->crosshair, m_plot->yAxis->range().lower);
    line->point2->setCoords(*m_model->crosshair, m_plot->yAxis->range().upper);
    line->setPen(QPen(m_look.palette.mutedText, 1));
    QStringList lines = m_model->crosshairText().split(QLatin1Char('\n'));
    if (lines.size() > kCrosshairLines) {
        const auto more = lines.size() - kCrosshairLines;
        lines = lines.mid(0, kCrosshairLines) << QStringLiteral("and %1 more").arg(more);
    }
    auto* box = addText(lines.join(QLatin1Char('\n')), m_look.palette.text, true);
    box->setTextAlignment(Qt::AlignLeft);
    box->setPadding(QMargins(6, 4, 6, 4));
    box->setPen(QPen(m_look.palette.border));
    QColor ground = m_look.palette.surface;
    ground.setAlphaF(0.94F);
    box->setBrush(ground);
    const bool left = at > 0.5;
    const double offset = 8.0 / std::max(1, m_plot->axisRect()->width());
    box->setPositionAlignment((left ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop);
    box->position->setCoords(left ? at - offset : at + offset, 0.02);
}

} // namespace epochlab::ui
