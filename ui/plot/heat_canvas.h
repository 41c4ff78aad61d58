#pragma once

#include "plot/heat_model.h"
#include "theme/theme.h"

#include <qcustomplot.h>

namespace epochlab::ui {

/// Draws a HeatModel on a QCustomPlot, on the screen and on paper. Plot and model outlive it.
class HeatCanvas {
public:
    Q_DISABLE_COPY(HeatCanvas)
    HeatCanvas(QCustomPlot& plot, const HeatModel& model);

    void style(const Palette& palette, const QFont& font);
    /// The model's values into the plot; it replots nothing.
    void fill();

private:
    void fillCells(int columns, int rows, double lowest);
    void nameRows(int rows);
    void placeLine();
    void placeEvents();
    void addLine(double x, const QPen& pen);
    void addEventText(const PlotEvent& event, int row, const QColor& ground);

    QCustomPlot& m_plot;
    const HeatModel& m_model;
    QCPColorMap* m_map;
    QCPColorScale* m_scale;
    QCPItemStraightLine* m_line;
    QList<QCPAbstractItem*> m_marks; ///< of the events; the plot owns them
    Palette m_palette;
    QFont m_labels;
};

} // namespace epochlab::ui
