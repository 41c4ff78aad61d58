#include "torch/picture_inputs.h"

#include "params/model_fields.h"
#include "torch/picture_network.h"
#include "torch/tensor_values.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>

namespace epochlab::core {
namespace {

constexpr std::int64_t featureBatch = 32; ///< fixed, so that the features of a picture never depend on a run's batch size

class PixelInputs final : public PictureInputs {
public:
    PixelInputs(PictureRows rows, const ParamSet& config, std::string device)
        : m_rows(std::move(rows)), m_seed(static_cast<std::uint64_t>(config.integer("seed"))), m_threads(threadsOf(config)),
          m_device(std::move(device)) {}

    Result<at::Tensor> training(const TrainingPosition::Batch& batch) override {
        std::vector<std::uint8_t> mirrored;
        if (m_rows.view().options().mirror)
            for (const std::int32_t row : batch.rows)
                mirrored.push_back(m_rows.view().mirrors(m_seed, batch.epoch, static_cast<std::uint32_t>(row)) ? 1 : 0);
        return pictures(Split::Training, batch.rows, mirrored);
    }

    Result<at::Tensor> evaluation(Split split, std::int64_t first, std::int64_t count) override {
        std::vector<std::int32_t> rows(static_cast<std::size_t>(count));
        std::iota(rows.begin(), rows.end(), static_cast<std::int32_t>(first));
        return pictures(split, rows, {});
    }

private:
    Result<at::Tensor> pictures(Split split, std::span<const std::int32_t> rows, std::span<const std::uint8_t> mirrored) {
        const PictureView& view = m_rows.view();
        // Copied to a GPU while it still computes, which takes memory that cannot be moved.
        at::Tensor batch = at::empty({static_cast<std::int64_t>(rows.size()), view.channels(), view.side(), view.side()},
                                     at::TensorOptions(at::kFloat).pinned_memory(m_device != "cpu"));
        const std::span<float> target(batch.mutable_data_ptr<float>(), static_cast<std::size_t>(batch.numel()));
        if (const Result<void> done = m_rows.batch(split, rows, mirrored, m_threads, target); !done) return done.error();
        return batch.to(at::Device(m_device), at::kFloat, true);
    }

    PictureRows m_rows;
    std::uint64_t m_seed;
    int m_threads;
    std::string m_device;
};

class FeatureInputs final : public PictureInputs {
public:
    FeatureInputs(FrozenFeaturesPointer features, const std::string& device) : m_device(device) {
        for (const Split split : allSplits) {
            const std::vector<float>& values = features->values[static_cast<std::size_t>(split)];
            m_splits[static_cast<std::size_t>(split)] = tensorOf(values, device).view({-1, features->width});
        }
    }

    Result<at::Tensor> training(const TrainingPosition::Batch& batch) override {
        return m_splits[0].index_select(0, labelsOf(batch.rows, m_device));
    }

    Result<at::Tensor> evaluation(Split split, std::int64_t first, std::int64_t count) override {
        return m_splits[static_cast<std::size_t>(split)].narrow(0, first, count);
    }

private:
    std::string m_device;
    std::array<at::Tensor, 3> m_splits;
};

} // namespace

std::unique_ptr<PictureInputs> makePixelInputs(PictureRows rows, const ParamSet& config, const std::string& device) {
    return std::make_unique<PixelInputs>(std::move(rows), config, device);
}

std::unique_ptr<PictureInputs> makeFeatureInputs(FrozenFeaturesPointer features, const std::string& device) {
    return std::make_unique<FeatureInputs>(std::move(features), device);
}

Result<FrozenFeatures> computeFeatures(PictureNetwork& network, PictureInputs& inputs, const TableDataset& dataset,
                                       const WorkWatch& watch) {
    FrozenFeatures features;
    std::int64_t done = 0;
    std::int64_t total = 0;
    for (const Split split : allSplits) total += dataset.rows(split).count;
    for (const Split split : allSplits) {
        const std::int64_t rows = dataset.rows(split).count;
        std::vector<float>& values = features.values[static_cast<std::size_t>(split)];
        for (std::int64_t first = 0; first < rows; first += featureBatch) {
            watch.tell("features", done, total);
            if (watch.stop.stop_requested()) return Error{ErrorCode::Stopped, "computing the features was stopped", "", "start again"};
            const std::int64_t count = std::min(featureBatch, rows - first);
            const Result<at::Tensor> pictures = inputs.evaluation(split, first, count);
            if (!pictures) return pictures.error();
            const at::Tensor part = network.features(*pictures);
            features.width = part.size(1);
            const std::vector<float> plain = valuesOf(part);
            values.insert(values.end(), plain.begin(), plain.end());
            done += count;
        }
    }
    watch.tell("features", done, total);
    return features;
}

std::vector<float> computeFeatures(PictureNetwork& network, std::span<const float> pictures, std::int64_t rows) {
    const PictureShape& shape = network.architecture().shape;
    const std::int64_t size = shape.channels * shape.side * shape.side;
    std::vector<float> values;
    for (std::int64_t first = 0; first < rows; first += featureBatch) {
        const std::int64_t count = std::min(featureBatch, rows - first);
        // from_blob wants a non-const pointer; the pictures are only read.
        const at::Tensor part =
            at::from_blob(const_cast<float*>(pictures.data()) + first * size, {count, shape.channels, shape.side, shape.side}, at::kFloat);
        const std::vector<float> plain = valuesOf(network.features(part));
        values.insert(values.end(), plain.begin(), plain.end());
    }
    return values;
}

} // namespace epochlab::core
