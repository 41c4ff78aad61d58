#pragma once

#include "plot/curve_model.h"
#include "plot/figure_card.h"
#include "plot/heat_model.h"

#include <vector>

namespace epochlab::ui {

/// The chosen layers of a heat map as curves over the epochs, in the order of the network, coloured by it.
void fillLayerLines(CurveModel& lines, const HeatModel& heat, const std::vector<int>& layers);

/// The same as a figure.
QByteArray exportLayerLines(const HeatModel& heat, const std::vector<int>& layers, const PrintSize& size, FigureFormat format,
                            const QString& title);

} // namespace epochlab::ui
