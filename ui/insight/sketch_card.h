#pragma once

#include "insight/painted_card.h"
#include "insight/sketch.h"

#include <QString>

#include <memory>
#include <vector>

namespace epochlab::ui {

/// Predict first: the curve that is expected, drawn with the mouse, and beside it what runs came to. GUI thread.
class SketchCard : public PaintedCard {
    Q_OBJECT
public:
    struct Run {
        QString name;
        int series = 0;                                      ///< its colour and marker
        std::shared_ptr<const core::ComparedSeries> curve{}; ///< of the metric, by epoch; may be null
        bool before = false;                                 ///< it was trained before the sketch was made
    };
    explicit SketchCard(QWidget* parent);

    /// epochs: of the training to come; top: the largest value of the axis, NaN: 1.
    void setAxes(const core::Metric& metric, double epochs, double top);
    void setSketch(core::Sketch sketch);
    const core::Sketch& sketch() const { return m_sketch; }
    void setRuns(std::vector<Run> runs);
    /// Where a value stands in the canvas.
    QPointF placeOf(double epoch, double value) const;

signals:
    void sketched(); ///< the mouse has left the paper

protected:
    void draw(const Sheet& sheet) const override;
    QByteArray csv() const override;
    QString words() const override;
    bool fillValues(FigureValues* values) const override;
    void press(QPointF place) override;
    void drag(QPointF place) override;
    void release() override;

private:
    QRectF field(QRectF room, double line) const;
    QPointF at(QRectF field, double epoch, double value) const;
    QPointF valuesAt(QPointF place) const; ///< epoch and value, within the axes
    void drawAxes(const Sheet& sheet, QRectF field) const;
    void drawCurves(const Sheet& sheet, QRectF field) const;
    void say();

    core::Sketch m_sketch;
    std::vector<Run> m_runs;
    double m_epochs = 10.0;
    double m_top = 1.0;
    QPointF m_last; ///< epoch and value of the hand
    bool m_drawing = false;
};

} // namespace epochlab::ui
