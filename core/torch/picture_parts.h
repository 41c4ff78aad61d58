#pragma once

#include "mlp/training_position.h"
#include "base/work_watch.h"
#include "nets/frozen_features.h"
#include "nets/picture_start.h"
#include "nets/precision_trial.h"
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

/// What the start's frozen network makes of all pictures: kept, or from a pass over them. Stopped.
Result<FeatureCache::Found> featuresOf(const PictureStart& start, PictureInputs& pixels, const PictureView& view,
                                       const TableDataset& dataset, const ParamSet& config, const std::string& device,
                                       const WorkWatch& watch);

/// Probing and logistic regression take a pass over all pictures with the frozen network here, unless its features are kept. Stopped.
Result<PictureParts> makePictureParts(const ParamSet& config, const TableDataset& dataset, const std::string& device,
                                      const WorkWatch& watch);

/// tryPrecisions() with steps as the training of this configuration takes them, on a few of its pictures and networks of their own.
/// Preconditions: isPictureModel(config), `dataset` has pictures. The errors of startPictureNetwork() and of pictures; Stopped.
Result<PrecisionTrial> tryPrecisionsOf(const ParamSet& config, const TableDataset& dataset, const std::string& device,
                                       const WorkWatch& watch);

/// What an epoch's batches are cut from. Logistic regression takes all rows in each step, and its epoch has so many steps.
TrainingPosition positionOf(ParamSet config, const TableDataset& dataset, std::int64_t layers);

} // namespace epochlab::core
