#pragma once

#include "plot/curve_model.h"
#include "plot/print_size.h"
#include "report/figure.h"

namespace epochlab::ui {

/// What the model shows, as data: visible curves, their band, levels, ranges.
core::Figure figureOf(const CurveModel& model);
/// The model drawn on paper: the ranges that the screen shows, legend and axis titles.
QByteArray exportCurves(const CurveModel& model, FigureFormat format, const PrintSize& size);

} // namespace epochlab::ui
