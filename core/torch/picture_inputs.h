#pragma once

#include "base/work_watch.h"
#include "data/picture_rows.h"
#include "mlp/training_position.h"
#include "nets/frozen_features.h"

#include <memory>
#include <span>
#include <vector>

namespace at {
class Tensor;
}

namespace epochlab::core {

class PictureNetwork;

/// What a session trains on, batch by batch, as tensors on its device. Used by one thread.
class PictureInputs {
public:
    virtual ~PictureInputs() = default;
    virtual Result<at::Tensor> training(const TrainingPosition::Batch& batch) = 0;
    /// Rows [first, first + count) of a split, as evaluation sees them.
    virtual Result<at::Tensor> evaluation(Split split, std::int64_t first, std::int64_t count) = 0;
};

/// Normalised pictures [rows × channels × side × side], mirrored in training where the view says so.
std::unique_ptr<PictureInputs> makePixelInputs(PictureRows rows, const ParamSet& config, const std::string& device);

/// Takes a pass over all pictures. The first error of a picture; OutOfMemory; Stopped.
Result<FrozenFeatures> computeFeatures(PictureNetwork& network, PictureInputs& inputs, const TableDataset& dataset, const WorkWatch& watch);

/// The same of pictures at hand: [rows × channels × side × side], normalised. Returns [rows × features].
std::vector<float> computeFeatures(PictureNetwork& network, std::span<const float> pictures, std::int64_t rows);

/// Features as inputs of a head.
std::unique_ptr<PictureInputs> makeFeatureInputs(FrozenFeaturesPointer features, const std::string& device);

} // namespace epochlab::core
