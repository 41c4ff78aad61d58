#pragma once

#include "plot/curve_model.h"
#include "plot/figure_card.h"
#include "plot/heat_model.h"

#include <QSizeF>

#include <vector>

namespace epochlab::ui {

/// The chosen layers of a heat map as curves over the epochs, in the order of the network, coloured by it.
void fillLayerLines(CurveModel& lines, const HeatModel& heat, const std::vector<int>& layers);

/// The same as a figure; size in cm.
QByteArray exportLayerLines(const HeatModel& heat, const std::vector<int>& layers, QSizeF size, FigureFormat format, int dpi,
                            const QString& title);

} // namespace epochlab::ui
