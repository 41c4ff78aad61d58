#pragma once

#include "plot/heat_model.h"
#include "theme/theme.h"

#include <qcustomplot.h>

#include <set>

namespace epochlab::ui {

/// Draws a HeatModel on a QCustomPlot, on the screen and on paper. Plot and model outlive it.
class HeatCanvas {
public:
    Q_DISABLE_COPY(HeatCanvas)
    HeatCanvas(QCustomPlot& plot, const HeatModel& model);

    void style(const Palette& palette, const QFont& font);
    /// The model's values into the plot; it replots nothing. chosen: layers that stand out.
    void fill(const std::set<int>& chosen = {});

private:
    void fillCells(int columns, double lowest);
    void placeFrozen();
    void nameRows(const std::set<int>& chosen);
    void placeLine();
    void placeEvents();
    void addLine(double x, const QPen& pen);
    void addEventText(const PlotEvent& event, int row, const QColor& ground);

    QCustomPlot& m_plot;
    const HeatModel& m_model;
    QCPColorMap* m_map;
    QCPColorScale* m_scale;
    QCPItemStraightLine* m_line;
    QCPItemRect* m_frozen; ///< over the rows of frozen layers
    QCPItemText* m_frozenText;
    QList<QCPAbstractItem*> m_marks; ///< of the events; the plot owns them
    Palette m_palette;
    QFont m_labels;
};

} // namespace epochlab::ui
