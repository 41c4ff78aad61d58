#pragma once

#include "insight/model_outline.h"
#include "mlp/architecture.h"
#include "nets/picture_architecture.h"

namespace epochlab::core {

// The layers of each kind of network. Private to core/insight.

std::vector<OutlineLayer> layersOf(const MlpArchitecture& net, const ParamSet& config, const ModelEnds& ends);
/// frozen: so many of the first parameters are not trained.
std::vector<OutlineLayer> layersOf(const PictureArchitecture& net, std::int64_t frozen);

} // namespace epochlab::core
