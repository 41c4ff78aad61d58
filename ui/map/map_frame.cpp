#include "map/map_frame.h"

#include <algorithm>
#include <cmath>

namespace epochlab::ui {

bool MapFrame::valid() const {
    const auto cells = std::size_t(std::max(0, columns)) * std::size_t(std::max(0, rows));
    return cells > 0 && classCount > 0 && probabilities.size() == cells * std::size_t(classCount) && xMaximum > xMinimum &&
           yMaximum > yMinimum;
}

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

MapAnswer MapInterpolation::at(double column, double row) const {
    const double x = std::clamp(column, 0.0, double(m_frame.columns - 1));
    const double y = std::clamp(row, 0.0, double(m_frame.rows - 1));
    const int left = int(x);
    const int low = int(y);
    const int right = std::min(left + 1, m_frame.columns - 1);
    const int high = std::min(low + 1, m_frame.rows - 1);
    const auto tx = float(x - left);
    const auto ty = float(y - low);
    const float* corners[] = {cell(left, low), cell(right, low), cell(left, high), cell(right, high)};
    const float weights[] = {(1 - tx) * (1 - ty), tx * (1 - ty), (1 - tx) * ty, tx * ty};
    const auto mixed = [&](int label) {
        return corners[0][label] * weights[0] + corners[1][label] * weights[1] + corners[2][label] * weights[2] +
               corners[3][label] * weights[3];
    };
    const int first = winner(left, low);
    // What wins at all four corners wins between them.
    if (winner(right, low) == first && winner(left, high) == first && winner(right, high) == first) {
        return {first, mixed(first)};
    }
    MapAnswer best{0, mixed(0)};
    for (int label = 1; label < m_frame.classCount; ++label) {
        if (const float p = mixed(label); p > best.probability) {
            best = {label, p};
        }
    }
    return best;
}

} // namespace epochlab::ui
