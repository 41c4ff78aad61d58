#pragma once

#include "insight/neuron_maps.h"
#include "insight/painted_card.h"

#include <QImage>
#include <QString>

#include <cstdint>
#include <vector>

namespace epochlab::ui {

/// A small network from the inside: a column a layer, a small map a neuron, blue where it puts out more than 0 and orange where less, as
/// strong as the neuron's largest value. GUI thread.
class NeuronsCard : public PaintedCard {
    Q_OBJECT
public:
    explicit NeuronsCard(QWidget* parent);

    /// epoch: of the weights; reason: why there is nothing to draw, else empty.
    void setMaps(core::NeuronMaps maps, std::int64_t epoch, const QString& reason);
    const core::NeuronMaps& maps() const { return m_maps; }
    /// Where a neuron's map stands in the canvas; empty: there is none, or no room for it.
    QRectF placeOf(std::size_t layer, std::size_t neuron) const;

    static constexpr int mostNeurons = 16, mostLayers = 8;

protected:
    void draw(const Sheet& sheet) const override;
    QByteArray csv() const override;
    QString words() const override;
    bool fillValues(FigureValues* values) const override;
    QString tip(QPointF place) const override;

private:
    QRectF cell(QRectF room, double line, std::size_t layer, std::size_t neuron) const;

    core::NeuronMaps m_maps;
    mutable std::vector<std::vector<QImage>> m_images; ///< [layer][neuron] of the screen's palette; empty: to be made
    mutable bool m_dark = false;
};

} // namespace epochlab::ui
