// Marks at points and levels of the data, with texts that cover no curve.
#include "plot/curve_canvas.h"

#include "plot/plot_style.h"

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double kGap = 6; ///< between texts in one row

bool meets(const QLineF& line, const QRectF& box) {
    const auto crosses = [&](const QLineF& side) { return line.intersects(side, nullptr) == QLineF::BoundedIntersection; };
    return box.contains(line.p1()) || crosses({box.topLeft(), box.bottomRight()}) || crosses({box.topRight(), box.bottomLeft()});
}

} // namespace

QPointF CurveCanvas::pixel(double x, double y) const {
    const QRectF area = m_plot->axisRect()->rect();
    return {area.left() + xRatio(x) * area.width(), area.top() + yRatio(y) * area.height()};
}

QSizeF CurveCanvas::sizeOf(const QString& text) const {
    const QFontMetrics metrics(pixelFont(m_look.labels));
    return {metrics.horizontalAdvance(text) + 8.0, metrics.height() + 2.0};
}

bool CurveCanvas::coversCurve(const QRectF& box) const {
    const QRectF area = m_plot->axisRect()->rect();
    const double from = m_plot->xAxis->pixelToCoord(box.left());
    const double to = m_plot->xAxis->pixelToCoord(box.right());
    for (const auto& [key, graph] : m_graphs) {
        if (!graph->visible()) {
            continue;
        }
        if (graph->crowded()) {
            if (graph->crosses(box)) return true;
            continue;
        }
        const auto end = graph->data()->findEnd(to, true);
        QPointF last;
        bool joined = false;
        for (auto it = graph->data()->findBegin(from, true); it != end; ++it) {
            QPointF here = pixel(it->key, it->value);
            if (!std::isfinite(here.y())) {
                joined = false;
                continue;
            }
            here.setY(std::clamp(here.y(), area.top() - 1e4, area.bottom() + 1e4));
            if (meets(joined ? QLineF(last, here) : QLineF(here, here), box)) {
                return true;
            }
            last = here;
            joined = true;
        }
    }
    return false;
}

QRectF CurveCanvas::roomFor(const QString& text, const QList<QPointF>& centres) {
    const QRectF area = m_plot->axisRect()->rect();
    QRectF fallback;
    for (const QPointF& centre : centres) {
        QRectF box(QPointF(0, 0), sizeOf(text));
        box.moveCenter(centre);
        box.moveLeft(std::clamp(box.left(), area.left(), std::max(area.left(), area.right() - box.width())));
        const bool free = std::none_of(m_taken.begin(), m_taken.end(), [&](const QRectF& r) { return r.intersects(box); });
        if (!free || box.top() < area.top() - 1 || box.bottom() > area.bottom() + 1) {
            continue;
        }
        if (!coversCurve(box)) {
            m_taken << box;
            return box;
        }
        fallback = fallback.isNull() ? box : fallback;
    }
    m_taken << fallback;
    return fallback;
}

void CurveCanvas::addTextIn(const QRectF& box, const QString& text, const QColor& colour, bool grounded) {
    auto* item = addText(text, colour, grounded);
    item->setPositionAlignment(Qt::AlignHCenter | Qt::AlignVCenter);
    item->position->setType(QCPItemPosition::ptAbsolute);
    item->position->setPixelPosition(box.center());
}

/// Circles in the plot, their values in the margin above it: in front of the curves they would hide what they speak of.
void CurveCanvas::addBestMarkers() {
    const QRectF area = m_plot->axisRect()->rect();
    std::vector<MarginText> values;
    double room = area.width();
    for (const Curve& curve : m_model->curves) {
        const auto index = curve.visible && curve.bestX ? CurveModel::nearest(curve, *curve.bestX) : std::nullopt;
        if (!index) {
            continue;
        }
        const QPointF at = pixel(curve.x[*index], curve.y[*index]);
        if (!area.adjusted(-1, -1, 1, 1).contains(at)) {
            continue;
        }
        auto* circle = new QCPItemTracer(m_plot);
        circle->setStyle(QCPItemTracer::tsCircle);
        circle->setSize(8);
        circle->setPen(QPen(curveColour(curve), 1.8));
        circle->setBrush(m_look.palette.surface);
        circle->setClipToAxisRect(false);
        circle->position->setCoords(curve.x[*index], curve.y[*index]);
        const QString text = QStringLiteral("○ ") + (curve.bestText.isEmpty() ? figure(curve.y[*index]) : curve.bestText);
        QRectF box(QPointF(0, 0), sizeOf(text));
        if ((room -= box.width() + kGap) >= 0 || values.empty()) {
            box.moveCenter(QPointF(at.x(), 0));
            box.moveBottom(area.top() - 2);
            values.push_back({box, text, textColour(curve)});
        }
    }
    addMarginTexts(std::move(values));
}

/// In one row above the area, each as near to its own x as the others let it.
void CurveCanvas::addMarginTexts(std::vector<MarginText> texts) {
    const QRectF area = m_plot->axisRect()->rect();
    const auto before = [](const MarginText& a, const MarginText& b) { return a.box.center().x() < b.box.center().x(); };
    std::stable_sort(texts.begin(), texts.end(), before);
    double left = area.left();
    for (MarginText& text : texts) {
        text.box.moveLeft(std::max(text.box.left(), left));
        left = text.box.right() + kGap;
    }
    double right = area.right() + 4;
    for (auto it = texts.rbegin(); it != texts.rend(); ++it) {
        it->box.moveRight(std::min(it->box.right(), right));
        right = it->box.left() - kGap;
        addTextIn(it->box, it->text, it->colour, false);
    }
}

void CurveCanvas::addReferences() {
    const QRectF area = m_plot->axisRect()->rect();
    for (const Reference& line : m_model->references) {
        const double at = yRatio(line.y);
        if (!(at >= 0 && at <= 1)) {
            continue;
        }
        auto* item = new QCPItemStraightLine(m_plot);
        item->setLayer(QStringLiteral("grid"));
        item->point1->setCoords(m_plot->xAxis->range().lower, line.y);
        item->point2->setCoords(m_plot->xAxis->range().upper, line.y);
        item->setPen(QPen(m_look.palette.mutedText, 1, Qt::DashLine));
        const QString text = line.text.isEmpty() ? line.name : line.text;
        const QSizeF size = sizeOf(text);
        const double y = area.top() + at * area.height();
        QList<QPointF> centres;
        for (const double x : {area.right() - size.width() / 2, area.left() + size.width() / 2, area.center().x()}) {
            centres << QPointF(x, y - size.height() / 2) << QPointF(x, y + size.height() / 2);
        }
        if (const QRectF box = roomFor(text, centres); !box.isNull()) {
            addTextIn(box, text, m_look.palette.mutedText, true);
        }
    }
}

/// All lines before all texts, so that none runs through a text.
void CurveCanvas::addEvents() {
    for (const bool texts : {false, true}) {
        for (const Curve& curve : m_model->curves) {
            for (const PlotEvent& event : curve.events) {
                const double at = xRatio(event.x);
                if (curve.visible && at >= 0 && at <= 1) {
                    texts ? addEventText(event.text, at, textColour(curve)) : addEventLine(event.x, textColour(curve));
                }
            }
        }
    }
}

void CurveCanvas::addEventLine(double x, const QColor& colour) {
    auto* item = new QCPItemStraightLine(m_plot);
    item->point1->setCoords(x, m_plot->yAxis->range().lower);
    item->point2->setCoords(x, m_plot->yAxis->range().upper);
    item->setPen(QPen(colour, 1, Qt::DashLine));
}

void CurveCanvas::addEventText(const QString& text, double at, const QColor& colour) {
    const QRectF area = m_plot->axisRect()->rect();
    const QSizeF size = sizeOf(text);
    const double x = area.left() + at * area.width();
    QList<QPointF> centres;
    for (double y = area.top() + size.height() / 2; y < area.bottom() - size.height() / 2; y += size.height()) {
        centres << QPointF(x + size.width() / 2 + 2, y) << QPointF(x - size.width() / 2 - 2, y);
    }
    if (const QRectF box = roomFor(text, centres); !box.isNull()) {
        addTextIn(box, text, colour, true);
    }
}

/// Below the numbers of the x axis: its title at the right end of the card, and at the left what the picture does not show.
void CurveCanvas::addBottomRow() {
    const QRect area = m_plot->axisRect()->rect();
    const int bottom = m_plot->axisRect()->outerRect().bottom();
    const auto add = [&](const QString& text, double x, Qt::Alignment side) {
        auto* item = addText(text, m_look.palette.mutedText, false);
        item->setPositionAlignment(side | Qt::AlignBottom);
        item->position->setType(QCPItemPosition::ptAbsolute);
        item->position->setPixelPosition(QPointF(x, bottom));
    };
    const int right = m_plot->axisRect()->outerRect().right() - 12;
    add(m_model->xTitle, right, Qt::AlignRight);
    QStringList notes;
    if (!m_model->note.isEmpty()) notes << m_model->note;
    if (m_clipped > 0 && !m_model->userY) {
        notes << QStringLiteral("%1 clipped").arg(m_clipped);
    }
    const QCPRange shown = m_plot->xAxis->range();
    if (const int gaps = m_model->notFinitePoints({shown.lower, shown.upper}); gaps > 0) {
        notes << QStringLiteral("× %1 not finite").arg(gaps);
    }
    if (const int skipped = m_model->skippedPoints(); skipped > 0) {
        notes << QStringLiteral("%1 ≤ 0, not shown").arg(skipped);
    }
    for (const bool below : {true, false}) {
        QStringList beyond;
        for (const Reference& line : m_model->references) {
            const double at = yRatio(line.y);
            if (below ? at > 1 : at < 0) {
                beyond << (line.text.isEmpty() ? line.name : line.text);
            }
        }
        if (!beyond.isEmpty()) {
            notes << beyond.join(QStringLiteral(", ")) + (below ? QStringLiteral(" ↓") : QStringLiteral(" ↑"));
        }
    }
    const double room = right - area.left() - sizeOf(m_model->xTitle).width() - kGap;
    const QFontMetrics metrics(pixelFont(m_look.labels));
    add(metrics.elidedText(notes.join(QStringLiteral(" · ")), Qt::ElideRight, int(room)), area.left(), Qt::AlignLeft);
}

} // namespace epochlab::ui
