#pragma once

#include "map/map_frame.h"

#include <QImage>
#include <QPointF>

#include <vector>

namespace epochlab::ui {

struct Palette;

/// Colour of a class; up to 40 stay apart.
QColor classColour(int index, int count, bool dark);

/// The frame at `size` pixels, top row first: hue by class, paler towards the surface where the probability is low, soft borders in the
/// surface colour. Empty for an invalid frame.
QImage mapImage(const MapFrame& frame, QSize size, const Palette& palette);

/// Where the name of a class fits into one of its regions.
struct RegionPlace {
    int label = 0;
    QPointF centre; ///< shares of width and height, from the top left
};
/// Regions that hold their class's name. names: width and height of each as shares of the frame's.
std::vector<RegionPlace> regionPlaces(const MapFrame& frame, const std::vector<QSizeF>& names);

} // namespace epochlab::ui
