#pragma once

#include "plot/decimate.h"
#include "plot/plot_event.h"

#include <QByteArray>
#include <QStringList>

#include <optional>
#include <vector>

namespace epochlab::ui {

/// What is shown of each layer: the gradient's squared norm or norm, or ‖w after − w before‖ / ‖w before‖ of an epoch's last batch.
enum class LayerQuantity { SquaredNorm, Norm, UpdateRatio };

/// Gradients and updates by epoch and layer, without a widget. Rows: the frozen layers, then the trained ones.
struct HeatModel {
    QStringList names;                        ///< of the trained layers, input side first
    QStringList frozen;                       ///< those before them, which are not trained
    std::vector<std::vector<double>> epochs;  ///< ‖g‖², [epoch - 1][layer]
    std::vector<std::vector<double>> updates; ///< as epochs; an epoch without any is empty
    LayerQuantity quantity = LayerQuantity::SquaredNorm;
    std::optional<double> crosshair; ///< an epoch
    PlotEvents events;               ///< x in epochs; a column reaches half an epoch to both sides

    /// Trained layers that the rows or the names speak of.
    int layerCount() const;
    int frozenCount() const { return int(frozen.size()); }
    int rowCount() const { return frozenCount() + layerCount(); }
    QString rowName(int row) const;
    /// "‖g‖²", "‖g‖", "update ÷ weight"
    QString quantityName() const;
    /// Of the quantity that is chosen; NaN where it is not known.
    double value(int epoch, int layer) const;
    QString layerName(int layer) const;
    /// From the smallest to the largest value above zero, at most twelve decades.
    Range range() const;
    QString verdict() const;
    /// What to try against it, one sentence; empty where nothing is wrong.
    QString advice() const;
    QString describe() const;
    /// "epoch 3 · layer 2  0.013"; empty beyond the map.
    QString textAt(int epoch, int row) const;
    QByteArray csv() const;

private:
    /// Layers of the last epoch.
    struct Sick {
        std::vector<int> broken, exploded, vanished;
        std::vector<int> dead; ///< no gradient at all, though layers before them have one
    };
    Sick sick() const;
};

} // namespace epochlab::ui
