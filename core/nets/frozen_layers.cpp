#include "nets/frozen_layers.h"

#include "nets/picture_start.h"
#include "params/model_fields.h"

namespace epochlab::core {

std::vector<std::string> frozenLayersOf(const ParamSet& config) {
    if (!isPictureModel(config)) return {};
    constexpr PictureShape any{3, 32, 2}; // names and their order depend on none of it
    const PictureArchitecture net = isResidualModel(config) ? makeResidualNetwork(config.text("model"), any)
                                                            : makeSmallConvolutionalNetwork(any, config.boolean("batch-norm"));
    const std::int64_t frozen = frozenParameters(config, net);
    std::vector<std::string> names;
    for (const ParameterSlot& slot : net.slots)
        if (slot.offset < frozen && slot.layer == std::ssize(names)) names.push_back(net.layerNames[names.size()]);
    return names;
}

} // namespace epochlab::core
