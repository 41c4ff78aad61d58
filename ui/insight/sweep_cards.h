#pragma once

#include "insight/importance.h"
#include "insight/painted_card.h"
#include "insight/parallel_plot.h"

#include <QString>

#include <optional>

namespace epochlab::ui {

/// What each field explains of a metric by itself: a bar a field, with a mark that chance reaches. GUI thread.
class ImportanceCard : public PaintedCard {
    Q_OBJECT
public:
    explicit ImportanceCard(QWidget* parent);

    void setImportance(core::Importance importance, const QString& reason);
    const core::Importance& importance() const { return m_importance; }

protected:
    void draw(const Sheet& sheet) const override;
    QByteArray csv() const override;
    QString words() const override;
    bool fillValues(FigureValues* values) const override;
    QString tip(QPointF place) const override;

private:
    double rowHeight(double height, double line) const;

    core::Importance m_importance;
};

/// Runs as lines through the fields in which they differ, coloured by the metric, which stands last. The one under the pointer stands out;
/// a click chooses it. GUI thread.
class ParallelCard : public PaintedCard {
    Q_OBJECT
public:
    explicit ParallelCard(QWidget* parent);

    void setPlot(core::ParallelPlot plot, core::ComparedRuns runs, const QString& reason);
    const core::ParallelPlot& plot() const { return m_plot; }
    /// The place of a line in the plot under a point of the canvas.
    std::optional<std::size_t> lineAt(QPointF place) const;
    /// Where a line crosses an axis.
    QPointF crossing(std::size_t line, std::size_t axis) const;

signals:
    void runChosen(const QString& id);

protected:
    void draw(const Sheet& sheet) const override;
    QByteArray csv() const override;
    QString words() const override;
    bool fillValues(FigureValues* values) const override;
    QString tip(QPointF place) const override;
    bool hover(std::optional<QPointF> place) override;
    void press(QPointF place) override;
    /// Up and Down go from run to run by the metric, Home and End to the best and the last, Return chooses one.
    std::optional<QString> pressKey(int key) override;

private:
    QString wordsOf(const core::ParallelLine& line) const;
    QRectF field(QRectF room, double line) const;
    QPointF point(QRectF field, const core::ParallelLine& line, std::size_t axis) const;
    void drawLine(const Sheet& sheet, QRectF field, const core::ParallelLine& line, bool marked) const;
    void drawAxis(const Sheet& sheet, QRectF field, std::size_t axis) const;

    core::ParallelPlot m_plot;
    core::ComparedRuns m_runs;
    std::optional<std::size_t> m_hovered;
};

} // namespace epochlab::ui
