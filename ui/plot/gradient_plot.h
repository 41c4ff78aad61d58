#pragma once

#include <QByteArray>
#include <QStringList>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

#include "plot/curve_plot.h"

namespace epochlab::ui {

/// A card with one heat map: ‖g‖² by layer (rows, input side on top) and epoch (columns), logarithmic viridis. GUI thread.
class GradientPlot : public QWidget {
    Q_OBJECT
public:
    explicit GradientPlot(QWidget* parent = nullptr);
    ~GradientPlot() override;

    void clear();
    void setLayers(const QStringList& names);
    /// Epochs come in order from 1.
    void appendEpoch(const std::vector<double>& squaredNorms);
    int epochCount() const;
    /// "nothing vanishes", or "layers 0 to 41 vanish (‖g‖² < 1e-7)".
    QString verdict() const;
    void setCrosshair(std::optional<double> epoch);
    void scheduleReplot();
    QByteArray exportBytes(CurvePlot::Format format, double widthCm, double heightCm, int dpi) const;
    bool exportTo(const QString& path, CurvePlot::Format format, double widthCm, double heightCm, int dpi, QString* error) const;
    void copyToClipboard() const;

signals:
    void crosshairMoved(std::optional<double> epoch);
    void enlargeRequested();
    void exportRequested();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::ui
