#pragma once

#include "plot/curve_model.h"

#include <QSize>

namespace epochlab::ui {

/// The model drawn on paper: light theme, the ranges that the screen shows, legend and axis titles. size in logical pixels.
QByteArray exportCurves(const CurveModel& model, FigureFormat format, QSize size, int dpi);

} // namespace epochlab::ui
