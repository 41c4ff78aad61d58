#pragma once

#include "data/dataset.h"

#include <cstdint>
#include <vector>

namespace epochlab::ui {

/// The model's answer on a grid over two features. Row 0 is the lowest y; a cell's answer is that at its centre.
struct MapFrame {
    int columns = 0;
    int rows = 0;
    int classCount = 0;
    double xMinimum = 0, xMaximum = 1, yMinimum = 0, yMaximum = 1;
    std::vector<float> probabilities; ///< [rows × columns × classCount]
    int epoch = 0;

    /// There is a map, and its sizes agree.
    bool valid() const;
};

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
    int winner(int column, int row) const { return m_winners[std::size_t(row) * std::size_t(m_frame.columns) + std::size_t(column)]; }

private:
    const float* cell(int column, int row) const;

    const MapFrame& m_frame;
    std::vector<std::uint16_t> m_winners; ///< [rows × columns]
};

/// One row of a split on the map.
struct MapPoint {
    using Split = core::Split;
    float x = 0, y = 0;
    std::uint16_t label = 0;
    bool wrong = false; ///< the model says another class
    Split split = Split::Validation;
};

} // namespace epochlab::ui
