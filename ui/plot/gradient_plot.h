#pragma once

#include "plot/figure_card.h"
#include "plot/heat_model.h"
#include "plot/plot_event.h"

#include <QRect>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace epochlab::ui {

/// A card with one heat map, ‖g‖², ‖g‖ or update ÷ weight by layer (rows, input side on top) and epoch (columns), logarithmic viridis, and
/// with lines of the layers that were clicked: beside it where there is room, else in its place. GUI thread.
class GradientPlot : public FigureCard {
    Q_OBJECT
public:
    explicit GradientPlot(QWidget* parent = nullptr);
    ~GradientPlot() override;

    void clear();
    /// frozen: those before them, which are not trained.
    void setLayers(const QStringList& names, const QStringList& frozen = {});
    /// Epochs come in order from 1. updateRatios: empty where they are not known.
    void appendEpoch(const std::vector<double>& squaredNorms, const std::vector<double>& updateRatios = {});
    void setQuantity(LayerQuantity quantity);
    /// Lines in the heat map's place; where there is room for both they stand side by side anyway.
    void showLines(bool on);
    /// The layers that lines are drawn of; until any is chosen the first, the middle and the last.
    std::vector<int> chosenLayers() const;
    void chooseLayer(int layer, bool on);
    int epochCount() const;
    /// "nothing vanishes", or "layer 0 to layer 41 vanish (‖g‖² < 1e-7)".
    QString verdict() const;
    /// What to try against it; empty where nothing is wrong.
    QString advice() const;
    void setCrosshair(std::optional<double> epoch);
    /// Vertical lines with text; x in epochs, the n-th column from n - 0.5 to n + 0.5.
    void setEventMarkers(const PlotEvents& events);
    QString describe() const override;
    void scheduleReplot();
    /// No repaint is due: the screen shows what was given.
    bool upToDate() const;
    /// The heat map's area in this widget.
    QRect plotArea() const;
    /// Epoch, layer and value under a point of this widget; empty beyond the map.
    QString textAt(QPoint position) const;

    QByteArray exportBytes(FigureFormat format, const PrintSize& size) const override;

protected:
    bool fillValues(FigureValues* values) const override;

signals:
    void crosshairMoved(std::optional<double> epoch);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::ui
