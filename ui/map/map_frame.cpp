#include "map/map_frame.h"

#include <algorithm>
#include <cmath>

namespace epochlab::ui {

MapInterpolation::MapInterpolation(const MapFrame& frame) : m_frame(frame) {
    m_winners.reserve(std::size_t(frame.columns) * std::size_t(frame.rows));
    for (int row = 0; row < frame.rows; ++row) {
        for (int column = 0; column < frame.columns; ++column) {
            const float* p = cell(column, row);
            m_winners.push_back(std::uint16_t(std::max_element(p, p + frame.classCount) - p));
        }
    }
}

const float* MapInterpolation::cell(int column, int row) const {
    const auto index = std::size_t(row) * std::size_t(m_frame.columns) + std::size_t(column);
    return m_frame.probabilities.data() + index * std::size_t(m_frame.classCount);
}

MapInterpolation::Corners MapInterpolation::cornersAt(double column, double row) const {
    const double x = std::clamp(column, 0.0, double(m_frame.columns - 1));
    const double y = std::clamp(row, 0.0, double(m_frame.rows - 1));
    const int left = int(x);
    const int low = int(y);
    const int right = std::min(left + 1, m_frame.columns - 1);
    const int high = std::min(low + 1, m_frame.rows - 1);
    const auto tx = float(x - left);
    const auto ty = float(y - low);
    return {{cell(left, low), cell(right, low), cell(left, high), cell(right, high)},
            {(1 - tx) * (1 - ty), tx * (1 - ty), (1 - tx) * ty, tx * ty},
            {winner(left, low), winner(right, low), winner(left, high), winner(right, high)}};
}

MapAnswer MapInterpolation::at(double column, double row) const {
    const Corners corners = cornersAt(column, row);
    const int first = corners.winners[0];
    // What wins at all four corners wins between them.
    if (corners.winners[1] == first && corners.winners[2] == first && corners.winners[3] == first) return {first, corners.mixed(first)};
    MapAnswer best{0, corners.mixed(0)};
    for (int label = 1; label < m_frame.classCount; ++label)
        if (const float p = corners.mixed(label); p > best.probability) best = {label, p};
    return best;
}

std::vector<float> MapInterpolation::all(double column, double row) const {
    const Corners corners = cornersAt(column, row);
    std::vector<float> probabilities;
    for (int label = 0; label < m_frame.classCount; ++label) probabilities.push_back(corners.mixed(label));
    return probabilities;
}

MapFrame resampled(const MapFrame& frame, const QRectF& range) {
    MapFrame result = frame;
    result.xMinimum = range.left();
    result.xMaximum = range.right();
    result.yMinimum = range.top();
    result.yMaximum = range.bottom();
    if (!frame.valid()) return result;
    const auto nearest = [](double place, double low, double high, int cells) {
        return std::clamp(int(std::floor((place - low) / (high - low) * cells)), 0, cells - 1);
    };
    const auto classes = std::size_t(frame.classCount);
    for (int row = 0; row < frame.rows; ++row) {
        const int from = nearest(result.yAt(row), frame.yMinimum, frame.yMaximum, frame.rows);
        for (int column = 0; column < frame.columns; ++column) {
            const int at = nearest(result.xAt(column), frame.xMinimum, frame.xMaximum, frame.columns);
            const auto* cell = frame.probabilities.data() + std::size_t(from * frame.columns + at) * classes;
            std::copy_n(cell, classes, result.probabilities.data() + std::size_t(row * frame.columns + column) * classes);
        }
    }
    return result;
}

} // namespace epochlab::ui
