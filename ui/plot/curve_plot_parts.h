#pragma once

#include "plot/curve_canvas.h"
#include "plot/curve_model.h"
#include "plot/curve_plot.h"
#include "plot/replot_timer.h"

#include <qcustomplot.h>

#include <functional>

class QMenu;
class QToolButton;

namespace epochlab::ui {

/// What a CurvePlot is made of; for the sources of CurvePlot alone.
struct CurvePlot::Parts : public QObject {
    explicit Parts(CurvePlot* owner) : q(owner) {}

    bool eventFilter(QObject* watched, QEvent* event) override;
    CurveCanvas::Look look() const;
    void replot();
    void build();
    void hover(const QPointF& position);
    void setHover(std::optional<double> x, const QString& key = {});
    void clicked(const QPointF& position);
    void toggle(const QString& key);
    QToolButton* addChoice(const QString& help, const std::function<void(QMenu*)>& fill);
    void showChoices();

    CurvePlot* q;
    CurveModel model;
    QCustomPlot* plot = nullptr;
    CurveCanvas* canvas = nullptr;
    QToolButton* logButton = nullptr;
    QToolButton* robustButton = nullptr;
    CurveChoices* choices = nullptr; ///< null: there is nothing to choose
    QToolButton* axisButton = nullptr;
    QToolButton* smoothingButton = nullptr;
    ReplotTimer timer;
    QPointF pressed;
};

} // namespace epochlab::ui
