#include "run/layer_updates.h"

#include <cmath>
#include <limits>

namespace epochlab::core {

void LayerUpdates::keep(Layers layers) {
    m_before.resize(layers.size());
    for (std::size_t layer = 0; layer < layers.size(); ++layer) m_before[layer].assign(layers[layer].begin(), layers[layer].end());
}

std::vector<double> LayerUpdates::measure(Layers layers) {
    std::vector<double> ratios;
    for (std::size_t layer = 0; layer < m_before.size(); ++layer) {
        double change = 0.0;
        double size = 0.0;
        for (std::size_t i = 0; i < layers[layer].size(); ++i) {
            const double before = m_before[layer][i];
            change += (layers[layer][i] - before) * (layers[layer][i] - before);
            size += before * before;
        }
        ratios.push_back(size > 0.0 ? std::sqrt(change / size) : std::numeric_limits<double>::quiet_NaN());
    }
    forget();
    return ratios;
}

} // namespace epochlab::core
