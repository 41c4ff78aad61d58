#pragma once

#include "plot/decimate.h"
#include "plot/plot_event.h"

#include <QByteArray>
#include <QStringList>

#include <optional>
#include <vector>

namespace epochlab::ui {

/// ‖g‖² by epoch and layer, without a widget.
struct HeatModel {
    QStringList names;                       ///< of the layers, input side first
    std::vector<std::vector<double>> epochs; ///< [epoch - 1][layer]
    std::optional<double> crosshair;         ///< an epoch
    PlotEvents events;                       ///< x in epochs; a column reaches half an epoch to both sides

    /// Layers that the rows or the names speak of.
    int layerCount() const;
    QString layerName(int layer) const;
    /// From the smallest to the largest value above zero, at most twelve decades.
    Range range() const;
    QString verdict() const;
    QString describe() const;
    /// "epoch 3 · layer 2  0.013"; empty beyond the map.
    QString textAt(int epoch, int layer) const;
    QByteArray csv() const;
};

} // namespace epochlab::ui
