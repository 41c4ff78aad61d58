#pragma once

#include "base/result.h"
#include "run/model.h"

#include <string>
#include <vector>

namespace epochlab::core {

/// The part of a plane that is looked at.
struct PlaneRange {
    double xLow = 0.0;
    double xHigh = 1.0;
    double yLow = 0.0;
    double yHigh = 1.0;
};

/// What each neuron of a network of two features puts out over the plane.
struct NeuronMaps {
    struct Layer {
        std::string name;                       ///< "layer 0", …, "output"
        bool probabilities = false;             ///< the classes', 0 … 1
        std::vector<std::string> titles{};      ///< one a neuron: "neuron 3", or a class
        std::vector<std::vector<float>> maps{}; ///< [neuron][side × side], row by row from the top left
    };
    int side = 0;
    PlaneRange range{};
    std::string xTitle{}, yTitle{};
    std::vector<Layer> layers{};

    /// The middle of a column or row of the grid, in the features' units.
    double x(int column) const { return range.xLow + (range.xHigh - range.xLow) * (column + 0.5) / side; }
    double y(int row) const { return range.yHigh - (range.yHigh - range.yLow) * (row + 0.5) / side; }
    /// Hidden neurons that put out nothing but 0 on the whole grid.
    int dead() const;
};

float largestOf(const std::vector<float>& map); ///< of the absolute values

/// Of a multilayer perceptron; DataShape where it has not two features. Any thread.
Result<NeuronMaps> neuronMaps(const Model& model, const PlaneRange& range, int side);

} // namespace epochlab::core
