#pragma once

#include "base/result.h"
#include "maps/map_plane.h"
#include "run/model.h"

#include <cstdint>
#include <vector>

namespace epochlab::core {

/// The model's answer on a grid over a plane. Row 0 is the lowest y; a cell's answer is that at its centre.
struct DecisionGrid {
    int columns = 0;
    int rows = 0;
    int classCount = 0;
    double xMinimum = 0, xMaximum = 1, yMinimum = 0, yMaximum = 1;
    std::vector<float> probabilities = {}; ///< [rows × columns × classCount]
    int epoch = 0;

    /// There is a map, and its sizes agree.
    bool valid() const;
    double xAt(int column) const { return xMinimum + (xMaximum - xMinimum) * (column + 0.5) / columns; }
    double yAt(int row) const { return yMinimum + (yMaximum - yMinimum) * (row + 0.5) / rows; }
};

/// One row of a split on the map.
struct MapPoint {
    using Split = core::Split;
    float x = 0, y = 0;
    std::uint16_t label = 0;
    bool wrong = false; ///< the model says another class
    Split split = Split::Validation;
    std::int64_t row = -1; ///< of the split; −1: of none
};

/// Features of all cells, row by row.
std::vector<float> gridFeatures(const DecisionGrid& grid, const MapPlane& plane);
/// The grid over the range of the training rows, without answers.
DecisionGrid gridOver(const TableDataset& dataset, const MapPlane& plane, int columns, int rows);
/// Asks the model for each cell.
Result<void> answerGrid(Predictor& predictor, const MapPlane& plane, std::int64_t classCount, DecisionGrid& grid);

/// Rows of a split, every n-th where there are more than `most`.
std::vector<MapPoint> pointsOf(const TableDataset& dataset, const MapPlane& plane, Split split, std::int64_t most);
/// Asks the model for the rows of the points (their own features, not those of the plane) which of them it gets wrong.
Result<void> judgePoints(Predictor& predictor, const TableDataset& dataset, std::vector<MapPoint>& points);
/// Those nearest to a place of the plane, of all splits, nearest first. Distances as on the map: of latitude-true maps as on the ground,
/// else in shares of the grid's ranges.
std::vector<MapPoint> nearestRows(const TableDataset& dataset, const MapPlane& plane, const DecisionGrid& grid, double x, double y,
                                  std::size_t count);

} // namespace epochlab::core
