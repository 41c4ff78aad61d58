#include "nets/frozen_networks.h"

#include "data/picture_views.h"
#include "params/model_fields.h"
#include "torch/picture_parts.h"
#include "torch/runtime.h"
#include "torch/trainer.h"

#include <utility>

namespace epochlab::core {
namespace {

constexpr const char* device = "cpu"; // a last bit that a GPU has otherwise may send a picture to another leaf

class TorchFrozenNetwork final : public FrozenNetwork {
public:
    explicit TorchFrozenNetwork(PictureStart start)
        : m_hash(std::move(start.weightsHash)), m_network(start.architecture, std::move(start.values), start.frozen, device,
                                                          prefersChannelsLast(start.architecture, device, false)) {}

    std::int64_t width() const override { return residualFeatures; }
    std::string weightsHash() const override { return m_hash; }
    Result<std::vector<float>> features(std::span<const float> pictures, std::int64_t rows) override {
        const PictureShape& shape = m_network.architecture().shape;
        if (std::ssize(pictures) != rows * shape.channels * shape.side * shape.side)
            return Error{ErrorCode::DataShape, "the pictures are not of the size that the model sees", "", "bring them to its view"};
        return guardTorch("features", [&]() -> Result<std::vector<float>> { return computeFeatures(m_network, pictures, rows); });
    }

private:
    std::string m_hash;
    PictureNetwork m_network;
};

class TorchFrozenNetworks final : public FrozenNetworks {
public:
    Result<PictureFeatures> featuresOf(const ParamSet& config, const TableDataset& dataset, const WorkWatch& watch) override {
        return guardTorch("preparing", [&]() -> Result<PictureFeatures> {
            setUpTorchThread(threadsOf(config));
            const PictureView view = pictureViewOf(config, dataset);
            Result<PictureStart> start = startPictureNetwork(config, view, dataset.classCount());
            if (!start) return start.error();
            const std::unique_ptr<PictureInputs> pixels = makePixelInputs(PictureRows(dataset, view), config, device);
            const Result<FeatureCache::Found> found = core::featuresOf(*start, *pixels, view, dataset, config, device, watch);
            if (!found) return found.error();
            if (found->kept) start->notes.emplace_back(keptFeaturesNote);
            return PictureFeatures{found->features, std::move(start->weightsHash), std::move(start->notes)};
        });
    }

    Result<std::unique_ptr<FrozenNetwork>> open(const ParamSet& config, const PictureView& view) override {
        return guardTorch("opening the network", [&]() -> Result<std::unique_ptr<FrozenNetwork>> {
            setUpTorchThread(threadsOf(config));
            constexpr std::int64_t anyClasses = 2; // its head is not asked
            Result<PictureStart> start = startPictureNetwork(config, view, anyClasses);
            if (!start) return start.error();
            return std::unique_ptr<FrozenNetwork>(std::make_unique<TorchFrozenNetwork>(*std::move(start)));
        });
    }
};

} // namespace
} // namespace epochlab::core

epochlab::core::FrozenNetworks* epochlab_make_frozen_networks() { return new epochlab::core::TorchFrozenNetworks; }
