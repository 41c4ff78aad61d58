#pragma once

#include "maps/decision_grid.h"

#include <QRectF>

#include <cstdint>
#include <vector>

namespace epochlab::ui {

using MapFrame = core::DecisionGrid;
using MapPoint = core::MapPoint;

/// The most probable class somewhere, and how probable it is.
struct MapAnswer {
    int label = 0;
    float probability = 0;
};

/// Within a frame: the most probable class of the probabilities interpolated between the four nearest cells, so that borders are smooth
/// and every cell's centre keeps the model's own answer.
class MapInterpolation {
public:
    explicit MapInterpolation(const MapFrame& frame);

    /// column, row: in cells, the centre of the first cell at 0; clamped to the frame.
    MapAnswer at(double column, double row) const;
    /// The interpolated probability of each class.
    std::vector<float> all(double column, double row) const;
    int winner(int column, int row) const { return m_winners[std::size_t(row) * std::size_t(m_frame.columns) + std::size_t(column)]; }

private:
    /// The four nearest cells.
    struct Corners {
        const float* cells[4];
        float weights[4];
        int winners[4];
        float mixed(int label) const {
            return cells[0][label] * weights[0] + cells[1][label] * weights[1] + cells[2][label] * weights[2] +
                   cells[3][label] * weights[3];
        }
    };
    Corners cornersAt(double column, double row) const;
    const float* cell(int column, int row) const;

    const MapFrame& m_frame;
    std::vector<std::uint16_t> m_winners; ///< [rows × columns]
};

/// The same answers, of the nearest cells, over another range, for the time until the model is asked for it.
MapFrame resampled(const MapFrame& frame, const QRectF& range);

} // namespace epochlab::ui
