#pragma once

#include "base/work_watch.h"
#include "nets/frozen_features.h"
#include "params/param_set.h"
#include "vision/picture_view.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// A network with pretrained weights and without a head, which looks at pictures. One thread at a time.
class FrozenNetwork {
public:
    virtual ~FrozenNetwork() = default;
    virtual std::int64_t width() const = 0;      ///< features of a picture
    virtual std::string weightsHash() const = 0; ///< SHA-256 of the file that its weights come from
    /// pictures: [rows × view.values()], normalised by the view. Returns [rows × width]. OutOfMemory.
    virtual Result<std::vector<float>> features(std::span<const float> pictures, std::int64_t rows) = 0;
};

/// What a frozen network makes of a data set.
struct PictureFeatures {
    FrozenFeaturesPointer values;
    std::string weightsHash;        ///< SHA-256 of the file that the network's weights come from
    std::vector<std::string> notes; ///< which weights, and whether the features were kept
};

/// The one door through which models without a network of their own come to features of pictures. Thread-safe.
class FrozenNetworks {
public:
    virtual ~FrozenNetworks() = default;
    /// config: of a linear probe of that network (backboneOf()). Takes a pass over all pictures, unless the features are kept. The errors
    /// of startPictureNetwork() and PictureSource::picture(); OutOfMemory; Stopped. It sets the calling thread's number of LibTorch's
    /// threads.
    virtual Result<PictureFeatures> featuresOf(const ParamSet& config, const TableDataset& dataset, const WorkWatch& watch) = 0;
    /// The errors of startPictureNetwork().
    virtual Result<std::unique_ptr<FrozenNetwork>> open(const ParamSet& config, const PictureView& view) = 0;
};

} // namespace epochlab::core
