// The pointer over a curve plot.
#include "plot/curve_plot_parts.h"

#include <QApplication>

namespace epochlab::ui {

void CurvePlot::Parts::hover(const QPointF& position) {
    const bool inside = plot->axisRect()->rect().contains(position.toPoint());
    if (inside)
        setHover(model.snap(plot->xAxis->pixelToCoord(position.x())), model.greyCrowd() ? canvas->curveAt(position) : QString());
    else
        setHover(std::nullopt);
}

void CurvePlot::Parts::setHover(std::optional<double> x, const QString& key) {
    const bool another = key != model.hovered;
    model.hovered = key;
    if (x != model.crosshair) {
        q->setCrosshair(x);
        Q_EMIT q->crosshairMoved(x);
    } else if (another) {
        canvas->movePointer();
    }
}

void CurvePlot::Parts::clicked(const QPointF& position) {
    const bool moved = (position - pressed).manhattanLength() >= QApplication::startDragDistance();
    const bool inside = plot->axisRect()->rect().contains(position.toPoint());
    const QString key = moved || !inside ? QString() : canvas->curveAt(position);
    if (!key.isEmpty()) Q_EMIT q->curveClicked(key);
}

/// With all curves that stand in the legend together.
void CurvePlot::Parts::toggle(const QString& key) {
    const Curve* chosen = model.find(key);
    if (chosen == nullptr) return;
    const QString legend = chosen->style.legend;
    const bool visible = !chosen->visible;
    for (Curve& curve : model.curves) {
        if (curve.key != key && (legend.isEmpty() || curve.style.legend != legend)) continue;
        curve.visible = visible;
        Q_EMIT q->legendClicked(QString(curve.key), visible);
    }
    canvas->invalidate();
    q->scheduleReplot();
}

bool CurvePlot::Parts::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::MouseButtonPress: {
        const bool box = static_cast<QMouseEvent*>(event)->modifiers().testFlag(Qt::ShiftModifier);
        plot->setSelectionRectMode(box ? QCP::srmZoom : QCP::srmNone);
        pressed = static_cast<QMouseEvent*>(event)->position();
        break;
    }
    case QEvent::MouseButtonRelease: clicked(static_cast<QMouseEvent*>(event)->position()); break;
    case QEvent::MouseMove:
        if (static_cast<QMouseEvent*>(event)->buttons() == Qt::NoButton) {
            hover(static_cast<QMouseEvent*>(event)->position());
        }
        break;
    case QEvent::MouseButtonDblClick: q->resetView(); break;
    case QEvent::Wheel: {
        const auto& turn = *static_cast<QWheelEvent*>(event);
        if (!plot->axisRect()->rect().contains(turn.position().toPoint())) break;
        canvas->zoom(turn.position(), turn.angleDelta().y() / 120.0);
        timer.start(0); // several turns within a frame are one picture
        return true;
    }
    case QEvent::Leave: setHover(std::nullopt); break;
    case QEvent::Resize:
        canvas->setLook(look());
        showChoices();
        break;
    case QEvent::Show:
        canvas->setLook(look());
        showChoices();
        timer.start(0);
        break;
    default: break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace epochlab::ui
