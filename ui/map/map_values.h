#pragma once

#include "map/map_scene.h"
#include "plot/figure_values.h"

namespace epochlab::ui {

/// A row of the table beside a map. Null: the map has others by now.
struct PlacedPoint {
    const MapScene* scene = nullptr;
    const MapPoint* point = nullptr;
};

/// Class, right or wrong, both axes and split of the rows on a map.
std::vector<FigureValues::Column> pointColumns(const MapScene& axes, const std::function<PlacedPoint(int row)>& at);

} // namespace epochlab::ui
