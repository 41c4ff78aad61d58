#pragma once

#include <QColor>

#include <array>

namespace epochlab::ui {

/// Viridis (Smith and van der Walt, 2015; CC0) at nine equal steps.
inline constexpr std::array<const char*, 9> viridisStops{"#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c",
                                                         "#28ae80", "#5ec962", "#addc30", "#fde725"};

/// For lines in order, 0 … 1, of the part of the scale that stands out from the ground: not the yellow end on a light one, not the violet
/// end on a dark one.
QColor viridisLine(double place, bool darkGround);

} // namespace epochlab::ui
