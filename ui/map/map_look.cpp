#include "map/map_look.h"

#include <QLabel>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {

bool MapLook::handle(const QEvent& event, const QRectF& field) {
    if (!m_nearest || !m_scene.frame.valid()) return false;
    m_field = field;
    switch (event.type()) {
    case QEvent::Wheel: {
        const auto& wheel = static_cast<const QWheelEvent&>(event);
        zoom(wheel.position(), wheel.angleDelta().y() / 120.0);
        return true;
    }
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::MouseButtonRelease:
    case QEvent::MouseButtonDblClick: look(static_cast<const QMouseEvent&>(event)); break;
    default: break;
    }
    return false;
}

void MapLook::clear() {
    m_whole.reset();
    m_pressed.reset();
    m_scene.marked.reset();
    m_answer.hide();
}

QPointF MapLook::unitsAt(const QPointF& position) const {
    const QRectF area = m_field;
    const MapFrame& frame = m_scene.frame;
    return {frame.xMinimum + (position.x() - area.left()) / area.width() * (frame.xMaximum - frame.xMinimum),
            frame.yMaximum - (position.y() - area.top()) / area.height() * (frame.yMaximum - frame.yMinimum)};
}

QRectF MapLook::shownRange() const {
    const MapFrame& frame = m_scene.frame;
    return {frame.xMinimum, frame.yMinimum, frame.xMaximum - frame.xMinimum, frame.yMaximum - frame.yMinimum};
}

/// A click asks, a drag moves a part that is shown, a double click goes back to all.
void MapLook::look(const QMouseEvent& mouse) {
    const QPointF at = mouse.position();
    if (mouse.type() == QEvent::MouseButtonDblClick) {
        if (m_whole) setView(std::nullopt);
    } else if (mouse.type() == QEvent::MouseButtonPress && mouse.button() == Qt::LeftButton && m_field.contains(at)) {
        m_pressed = at;
        m_dragged = false;
    } else if (mouse.type() == QEvent::MouseMove && m_pressed) {
        const QPointF by = at - *m_pressed;
        if (m_whole && (m_dragged || by.manhattanLength() > 6)) {
            pan(by);
            m_pressed = at;
            m_dragged = true;
        }
    } else if (mouse.type() == QEvent::MouseButtonRelease && m_pressed) {
        m_pressed.reset();
        if (!m_dragged) answerAt(at);
    }
}

void MapLook::zoom(const QPointF& about, double steps) {
    if (!m_field.contains(about) || steps == 0) return;
    const QRectF now = shownRange();
    const QRectF all = m_whole.value_or(now);
    const QPointF centre = unitsAt(about);
    const double factor = std::clamp(std::pow(0.8, steps), all.width() / now.width() * 1e-4, 4.0);
    QRectF next(centre + (now.topLeft() - centre) * factor, now.size() * factor);
    if (next.width() >= all.width()) return setView(std::nullopt);
    m_whole = all;
    next.moveLeft(std::clamp(next.left(), all.left(), all.right() - next.width()));
    next.moveTop(std::clamp(next.top(), all.top(), all.bottom() - next.height()));
    setView(next);
}

void MapLook::pan(const QPointF& by) {
    const QRectF area = m_field;
    QRectF next = shownRange();
    next.translate(-by.x() / area.width() * next.width(), by.y() / area.height() * next.height());
    next.moveLeft(std::clamp(next.left(), m_whole->left(), m_whole->right() - next.width()));
    next.moveTop(std::clamp(next.top(), m_whole->top(), m_whole->bottom() - next.height()));
    setView(next);
}

/// What stands of the last look is drawn at its new place until the sharp one is there.
void MapLook::setView(std::optional<QRectF> view) {
    const QRectF range = view.value_or(m_whole.value_or(shownRange()));
    m_scene.frame = resampled(m_scene.frame, range);
    if (!view) m_whole.reset();
    Q_EMIT changed();
    Q_EMIT viewChanged(view);
}

void MapLook::answerAt(const QPointF& place) {
    const QPointF at = unitsAt(place);
    const QString near = m_nearest(at.x(), at.y());
    m_answer.setText(m_scene.answerAt(at.x(), at.y()) + (near.isEmpty() ? QString() : QStringLiteral("\n") + near));
    m_answer.show();
    m_scene.marked = MapPoint{float(at.x()), float(at.y())};
    Q_EMIT changed();
}

} // namespace epochlab::ui
