#pragma once

#include "map/map_scene.h"

#include <QObject>
#include <QRectF>

#include <functional>
#include <optional>

class QEvent;
class QLabel;
class QMouseEvent;

namespace epochlab::ui {

/// What the pointer does on a decision map: a click asks the model, the wheel looks closer, a drag moves the part that is shown, a double
/// click goes back to all. It changes the scene and says so. GUI thread.
class MapLook : public QObject {
    Q_OBJECT
public:
    /// Both outlive it. answer: what a click says stands there.
    MapLook(MapScene& scene, QLabel& answer) : m_scene(scene), m_answer(answer) {}

    /// What stands below the model's answer, of a place in the axes' units. Without it the pointer does nothing here.
    void setNearest(std::function<QString(double x, double y)> nearest) { m_nearest = std::move(nearest); }
    /// field: where the map stands in the widget that has the event. True: the event is done with.
    bool handle(const QEvent& event, const QRectF& field);
    /// Of another map.
    void clear();

signals:
    void changed();
    /// The range to show, lowest first; nothing: all.
    void viewChanged(std::optional<QRectF> view);

private:
    void look(const QMouseEvent& mouse);
    void zoom(const QPointF& about, double steps);
    void pan(const QPointF& by);
    void setView(std::optional<QRectF> view);
    void answerAt(const QPointF& place);
    QPointF unitsAt(const QPointF& position) const;
    QRectF shownRange() const;

    MapScene& m_scene;
    QLabel& m_answer;
    std::function<QString(double, double)> m_nearest;
    QRectF m_field;
    std::optional<QRectF> m_whole; ///< the range of all, while a part is shown
    std::optional<QPointF> m_pressed;
    bool m_dragged = false;
};

} // namespace epochlab::ui
