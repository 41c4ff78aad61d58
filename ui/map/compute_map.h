#pragma once

#include "bridge/epoch_job.h"
#include "map/map_frame.h"

#include <optional>
#include <vector>

namespace epochlab::ui {

/// What one look at the map needs. A plain value: it goes to the worker.
struct MapJob {
    EpochJob epoch;
    std::optional<MapFrame> field = {}; ///< the range to show instead of the data's own
    bool principal = false;             ///< on two principal components, which data of more than two features have
    core::MapPlane plane = {};          ///< where it is known
};

struct MapResult {
    MapFrame frame;
    std::vector<MapPoint> points;
    core::DatasetPointer dataset; ///< that was loaded for it, or the job's
    core::MapPlane plane;
    MapFrame field; ///< the job's, or that of the data: the range without answers
};

/// The grid over the range of the data, without answers.
MapFrame emptyFrame(const core::TableDataset& dataset, const core::MapPlane& plane = {});

/// The model's answer on a grid and for the validation rows. Any thread.
core::Result<MapResult> computeMap(MapJob job);

} // namespace epochlab::ui
