#pragma once

#include "nets/picture_architecture.h"

namespace epochlab::core {

/// What a picture costs a network.
struct PictureCost {
    double multiplications = 0.0;  ///< of a forward pass
    double trainedShare = 0.0;     ///< of them in trained layers, 0 to 1
    std::int64_t activations = 0;  ///< numbers that a trained pass keeps for the way back
    std::int64_t largestLayer = 0; ///< numbers that one layer puts out, at most
};

/// frozen: so many of the first parameters are not trained.
PictureCost costOf(const PictureArchitecture& architecture, std::int64_t frozen);

/// Bytes that a training takes beside the pictures themselves: weights, gradient and `moments` of the optimiser, a batch's activations.
std::int64_t trainingBytes(const PictureArchitecture& architecture, std::int64_t frozen, int moments, std::int64_t batch);
/// OutOfMemory, naming a batch that fits, where that is more than `available` bytes: a machine that runs out of memory ends processes
/// without a word.
Result<void> checkTrainingMemory(const PictureArchitecture& architecture, std::int64_t frozen, int moments, std::int64_t batch,
                                 std::int64_t available);

} // namespace epochlab::core
