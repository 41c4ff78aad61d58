#include "theme/viridis.h"

#include <algorithm>
#include <cmath>

namespace epochlab::ui {

QColor viridisLine(double place, bool darkGround) {
    constexpr double lightEnd = 0.88;
    constexpr double darkStart = 0.25;
    const double from = darkGround ? darkStart : 0.0;
    const double to = darkGround ? 1.0 : lightEnd;
    const double at = (from + std::clamp(place, 0.0, 1.0) * (to - from)) * (viridisStops.size() - 1);
    const auto below = std::min(static_cast<std::size_t>(at), viridisStops.size() - 2);
    const QColor a(viridisStops[below]);
    const QColor b(viridisStops[below + 1]);
    const double share = at - static_cast<double>(below);
    const auto mixed = [share](int first, int second) { return static_cast<int>(std::lround(first + share * (second - first))); };
    return {mixed(a.red(), b.red()), mixed(a.green(), b.green()), mixed(a.blue(), b.blue())};
}

} // namespace epochlab::ui
