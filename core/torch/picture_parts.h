#pragma once

#include "nets/picture_start.h"
#include "torch/picture_inputs.h"
#include "torch/picture_network.h"

#include <memory>
#include <string>

namespace epochlab::core {

/// What a session of a picture network is made of. Private to core/torch.
struct PictureParts {
    PictureStart start;                    ///< of the whole network; its values are gone where the network has them all
    PictureNetwork network;                ///< the whole, or its head alone
    std::unique_ptr<PictureInputs> inputs; ///< of `network`
};

/// Probing and logistic regression take a pass over all pictures with the frozen network here, unless its features are kept.
Result<PictureParts> makePictureParts(const ParamSet& config, const TableDataset& dataset, const std::string& device);

} // namespace epochlab::core
