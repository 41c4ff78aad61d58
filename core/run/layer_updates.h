#pragma once

#include <span>
#include <vector>

namespace epochlab::core {

/// How far one batch moves each layer: ‖w after − w before‖ ÷ ‖w before‖. One thread.
class LayerUpdates {
public:
    using Layers = std::span<const std::span<const float>>;

    /// Before the batch.
    void keep(Layers layers);
    void forget() { m_before.clear(); }
    bool kept() const { return !m_before.empty(); }
    /// After it: a value for each layer that was kept, NaN where all its weights were 0. Forgets them.
    std::vector<double> measure(Layers layers);

private:
    std::vector<std::vector<float>> m_before; ///< by layer
};

} // namespace epochlab::core
