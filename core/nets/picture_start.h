#pragma once

#include "nets/picture_architecture.h"
#include "vision/picture_view.h"

#include <string>
#include <vector>

namespace epochlab::core {

/// The network of a configuration for pictures seen so. Precondition: isPictureModel(config).
PictureArchitecture makePictureArchitecture(const ParamSet& config, const PictureView& view, std::int64_t classes);

/// So many of the first parameters are not trained.
std::int64_t frozenParameters(const ParamSet& config, const PictureArchitecture& architecture);

/// Whether the head alone is trained, on features that the frozen network gives once: not where pictures are mirrored at random.
bool trainsOnFeatures(const ParamSet& config, const PictureView& view);

/// Newton's steps in the one epoch of logistic regression: far more than it needs, since those behind its optimum cost nothing.
inline constexpr std::int64_t logisticSteps = 60;

/// What the training of a picture network begins with.
struct PictureStart {
    PictureArchitecture architecture;
    ImportedTensors values;
    std::int64_t frozen = 0; ///< frozenParameters()
    std::string weightsHash; ///< SHA-256 of the pretrained file; empty from scratch
    std::vector<std::string> notes;
};

/// From the seed, or from the pretrained file that `weights` names or that is found (findWeights), with a new head: random, but
/// zeros where all else is frozen. ConfigRange where the network cannot take such small pictures; DataNotFound with weightsAdvice() where
/// there is no file; the errors of readWeights() and importBackbone().
Result<PictureStart> startPictureNetwork(const ParamSet& config, const PictureView& view, std::int64_t classes);

} // namespace epochlab::core
