#include "torch/picture_parts.h"

#include "base/machine_memory.h"
#include "data/picture_views.h"
#include "mlp/plan.h"
#include "nets/picture_cost.h"
#include "params/model_fields.h"
#include "torch/fast_mode.h"
#include "torch/runtime.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <chrono>

namespace epochlab::core {
namespace {

/// All that features depend on, in one line. Sums depend on the number of threads and on the processor, in the last bits.
std::string keyOf(const PictureStart& start, const PictureView& view, const TableDataset& dataset, const ParamSet& config,
                  const std::string& device) {
    return "2 " + start.architecture.model + " weights=" + start.weightsHash + " data=" + fingerprintText(dataset.fingerprint) + " " +
           view.text() + " " + config.text("precision") + " " + device + " " + torchInstructionSet() +
           " threads=" + std::to_string(threadsOf(config));
}

/// The head alone, on what the frozen network makes of all pictures.
Result<PictureParts> headOnFeatures(PictureStart start, PictureInputs& pixels, const PictureView& view, const TableDataset& dataset,
                                    const ParamSet& config, const std::string& device, const WorkWatch& watch) {
    const Result<FeatureCache::Found> found = featuresOf(start, pixels, view, dataset, config, device, watch);
    if (!found) return found.error();
    if (found->kept) start.notes.emplace_back(keptFeaturesNote);
    const auto first = start.values.parameters.begin() + start.architecture.headOffset;
    PictureNetwork network(makeHead(start.architecture), {{first, start.values.parameters.end()}, {}}, 0, device, false);
    return PictureParts{std::move(start), std::move(network), makeFeatureInputs(found->features, device)};
}

constexpr std::int64_t mostPictures = 16; ///< a full batch takes longer and says no more

double secondsNow() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// Ends when the device has done it.
void train(PictureNetwork& network, const at::Tensor& pictures, bool fast, const std::string& device) {
    network.gradient().zero_();
    at::Tensor loss;
    {
        const FastMode mode(fast, device);
        loss = network.trainForward(pictures).to(at::kFloat).square().mean();
    }
    torch::autograd::backward({loss});
    static_cast<void>(network.gradient().sum().item<float>());
}

void look(PictureNetwork& network, const at::Tensor& pictures, bool fast, const std::string& device) {
    const at::NoGradGuard noGradient;
    const FastMode mode(fast, device);
    static_cast<void>(network.features(pictures).to(at::kFloat).sum().item<float>());
}

Result<void> checkMemory(const ParamSet& config, const PictureView& view, const TableDataset& dataset) {
    const PictureArchitecture net = makePictureArchitecture(config, view, dataset.classCount());
    const std::int64_t batch = std::min(config.integer("batch-size"), dataset.rows(Split::Training).count);
    return checkTrainingMemory(net, frozenParameters(config, net), momentCount(updateRuleOf(config).method), batch, machineMemory());
}

} // namespace

Result<FeatureCache::Found> featuresOf(const PictureStart& start, PictureInputs& pixels, const PictureView& view,
                                       const TableDataset& dataset, const ParamSet& config, const std::string& device,
                                       const WorkWatch& watch) {
    const auto compute = [&]() -> Result<FrozenFeatures> {
        const bool fast = config.text("precision") == "fast";
        PictureNetwork whole(start.architecture, start.values, start.frozen, device, prefersChannelsLast(start.architecture, device, fast));
        const FastMode mode(fast, device);
        return computeFeatures(whole, pixels, dataset, watch);
    };
    return FeatureCache::ofProcess().get(keyOf(start, view, dataset, config, device), dataset, watch, compute);
}

Result<PictureParts> makePictureParts(const ParamSet& config, const TableDataset& dataset, const std::string& device,
                                      const WorkWatch& watch) {
    const PictureView view = pictureViewOf(config, dataset);
    const bool onFeatures = trainsOnFeatures(config, view);
    if (device == "cpu" && !onFeatures)
        if (const Result<void> fits = checkMemory(config, view, dataset); !fits) return fits.error();
    Result<PictureStart> start = startPictureNetwork(config, view, dataset.classCount());
    if (!start) return start.error();
    std::unique_ptr<PictureInputs> pixels = makePixelInputs(PictureRows(dataset, view), config, device);
    if (onFeatures) return headOnFeatures(*std::move(start), *pixels, view, dataset, config, device, watch);
    if (pictureMethodOf(config) == PictureMethod::Probe)
        start->notes.emplace_back("the frozen network looks at every picture again in each epoch, because they are mirrored at random");
    PictureNetwork network(start->architecture, start->values, start->frozen, device,
                           prefersChannelsLast(start->architecture, device, config.text("precision") == "fast"));
    start->values = {};
    return PictureParts{*std::move(start), std::move(network), std::move(pixels)};
}

Result<PrecisionTrial> tryPrecisionsOf(const ParamSet& config, const TableDataset& dataset, const std::string& device,
                                       const WorkWatch& watch) {
    const PictureView view = pictureViewOf(config, dataset);
    const Result<PictureStart> start = startPictureNetwork(config, view, dataset.classCount());
    if (!start) return start.error();
    const std::int64_t count = std::min({mostPictures, config.integer("batch-size"), dataset.rows(Split::Training).count});
    const Result<at::Tensor> pictures = makePixelInputs(PictureRows(dataset, view), config, device)->evaluation(Split::Training, 0, count);
    if (!pictures) return pictures.error();
    const auto made = [&](bool fast) {
        return PictureNetwork(start->architecture, start->values, start->frozen, device,
                              prefersChannelsLast(start->architecture, device, fast));
    };
    PictureNetwork exact = made(false);
    PictureNetwork quick = made(true);
    const bool onFeatures = trainsOnFeatures(config, view);
    const TrialStep step = [&](bool fast) -> Result<void> {
        (onFeatures ? look : train)(fast ? quick : exact, *pictures, fast, device);
        return {};
    };
    return tryPrecisions(step, secondsNow, watch);
}

TrainingPosition positionOf(ParamSet config, const TableDataset& dataset, std::int64_t layers) {
    if (pictureMethodOf(config) != PictureMethod::Logistic) return {config, dataset.rows(Split::Training).count, layers};
    static_cast<void>(config.set("batch-size", std::int64_t{1}));
    return {config, logisticSteps, layers};
}

} // namespace epochlab::core
