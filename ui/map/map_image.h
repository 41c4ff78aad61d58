#pragma once

#include "map/decision_map.h"

#include <QImage>
#include <QRectF>

namespace epochlab::ui {

struct Palette;

/// One pixel for each cell, top row first: hue by class, paler towards the surface where the probability is low, borders in the surface
/// colour.
QImage mapImage(const MapFrame& frame, int classCount, const Palette& palette);

/// Where the frame stands in a widget: as large as fits, one unit of y as long as one of x (of latitude: as on the ground).
QRectF mapRect(const MapFrame& frame, QRectF room, bool geographic);

} // namespace epochlab::ui
