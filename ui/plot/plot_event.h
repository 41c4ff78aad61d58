#pragma once

#include <QString>

#include <vector>

namespace epochlab::ui {

/// Something that happened at a place of the x axis: a vertical line with its text.
struct PlotEvent {
    double x = 0.0;
    QString text; ///< "learning rate 0.01 → 0.003"
    bool operator==(const PlotEvent&) const = default;
};

using PlotEvents = std::vector<PlotEvent>;

} // namespace epochlab::ui
