#pragma once

#include "insight/painted_card.h"
#include "run/model.h"

#include <QImage>
#include <QString>

#include <cstdint>
#include <vector>

namespace epochlab::ui {

/// What each neuron puts out over the plane of two features.
struct NeuronMaps {
    struct Layer {
        QString name;
        bool probabilities = false;           ///< the classes', 0 … 1
        std::vector<QString> titles;          ///< one a neuron: "neuron 3", or a class
        std::vector<std::vector<float>> maps; ///< [neuron][side × side], from the top left
    };
    int side = 0;
    double xLow = 0.0, xHigh = 1.0, yLow = 0.0, yHigh = 1.0;
    QString xTitle, yTitle;
    std::int64_t epoch = 0;
    std::vector<Layer> layers;

    /// Hidden neurons that put out nothing but 0 anywhere on the plane.
    int dead() const;
};

/// The part of the plane that is looked at.
struct PlaneRange {
    double xLow = 0.0, xHigh = 1.0, yLow = 0.0, yHigh = 1.0;
};
/// Precondition: a multilayer perceptron of two features. Any thread. DataShape.
core::Result<NeuronMaps> neuronMaps(const core::Model& model, const PlaneRange& range, std::int64_t epoch, int side);

/// A small network from the inside: a column a layer, a small map a neuron, blue where it puts out more than 0 and orange where less, as
/// strong as the neuron's largest value. GUI thread.
class NeuronsCard : public PaintedCard {
    Q_OBJECT
public:
    explicit NeuronsCard(QWidget* parent);

    void setMaps(NeuronMaps maps, const QString& reason);
    const NeuronMaps& maps() const { return m_maps; }
    /// Where a neuron's map stands in the canvas; empty: there is none, or no room for it.
    QRectF placeOf(std::size_t layer, std::size_t neuron) const;

    static constexpr int mostNeurons = 16, mostLayers = 8;

protected:
    void draw(const Sheet& sheet) const override;
    QByteArray csv() const override;
    QString describe(QPointF place) const override;

private:
    QRectF cell(QRectF room, double line, std::size_t layer, std::size_t neuron) const;

    NeuronMaps m_maps;
    mutable std::vector<std::vector<QImage>> m_images; ///< [layer][neuron] of the screen's palette; empty: to be made
    mutable bool m_dark = false;
};

} // namespace epochlab::ui
