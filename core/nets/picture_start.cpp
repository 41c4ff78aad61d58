#include "nets/picture_start.h"

#include "base/file_writer.h"
#include "base/sha256.h"
#include "nets/picture_weights.h"
#include "params/model_fields.h"
#include "weights/known_weights.h"

#include <algorithm>
#include <filesystem>

namespace epochlab::core {
namespace {

constexpr int smallestSide = 4; // two poolings leave one pixel

Result<std::string> weightsPath(const ParamSet& config) {
    if (!config.text("weights").empty()) return config.text("weights");
    const std::string& model = config.text("model");
    if (const std::optional<std::string> found = findWeights(model)) return *found;
    return Error{ErrorCode::DataNotFound, "there are no pretrained weights for " + model, "weights",
                 weightsAdvice(model) + "; or name a file in weights"};
}

void noteFrozen(PictureStart& start) {
    const PictureArchitecture& net = start.architecture;
    std::int64_t layers = 0;
    for (const ParameterSlot& slot : net.slots)
        if (slot.offset < start.frozen) layers = slot.layer + 1;
    if (layers == 0) return;
    start.notes.push_back(std::to_string(layers) + " of " + std::to_string(net.layerNames.size()) + " layers are frozen, up to " +
                          net.layerNames[static_cast<std::size_t>(layers) - 1]);
}

Result<void> takePretrained(PictureStart& start, const ParamSet& config) {
    const Result<std::string> path = weightsPath(config);
    if (!path) return path.error();
    const Result<std::string> bytes = readRegularFile(*path, largestWeightsFile);
    if (!bytes) return bytes.error();
    Result<WeightsFile> file = decodeWeights(*bytes, *path);
    if (!file) return file.error();
    start.weightsHash = sha256Text(*bytes);
    Result<ImportedTensors> values = importBackbone(start.architecture, *std::move(file), *path, start.values.parameters);
    if (!values) return values.error();
    start.values = *std::move(values);
    start.notes.push_back("pretrained weights: " + std::filesystem::path(*path).filename().string() + ", SHA-256 " +
                          start.weightsHash.substr(0, 12));
    return {};
}

/// Under a frozen backbone the head's is a convex problem: zeros are as good a start as any, and bring no noise of the size of what one
/// epoch at a small rate learns. (Medians of 60 seeds, one epoch on 1,540 faces: a random start is 0.009 to 0.055 less accurate.)
void startHeadAtZero(PictureStart& start) {
    std::fill(start.values.parameters.begin() + start.architecture.headOffset, start.values.parameters.end(), 0.0f);
}

} // namespace

PictureArchitecture makePictureArchitecture(const ParamSet& config, const PictureView& view, std::int64_t classes) {
    const PictureShape shape{view.channels(), view.side(), classes};
    return isResidualModel(config) ? makeResidualNetwork(config.text("model"), shape)
                                   : makeSmallConvolutionalNetwork(shape, config.boolean("batch-norm"));
}

std::int64_t frozenParameters(const ParamSet& config, const PictureArchitecture& net) {
    switch (pictureMethodOf(config)) {
    case PictureMethod::Scratch: return 0;
    case PictureMethod::Finetune: return net.firstOfLastStages(config.integer("unfreeze"));
    case PictureMethod::Probe:
    case PictureMethod::Logistic: break;
    }
    return net.headOffset;
}

bool trainsOnFeatures(const ParamSet& config, const PictureView& view) {
    const PictureMethod method = pictureMethodOf(config);
    return method == PictureMethod::Logistic || (method == PictureMethod::Probe && !view.options().mirror);
}

Result<PictureStart> startPictureNetwork(const ParamSet& config, const PictureView& view, std::int64_t classes) {
    if (view.side() < smallestSide)
        return Error{ErrorCode::ConfigRange, "the network sees only " + std::to_string(view.side()) + " pixels a side", "picture-crop",
                     "show it at least " + std::to_string(smallestSide)};
    PictureStart start;
    start.architecture = makePictureArchitecture(config, view, classes);
    const bool fromFile = pictureMethodOf(config) != PictureMethod::Scratch;
    const auto seed = static_cast<std::uint64_t>(config.integer("seed"));
    start.values = {initialParameters(start.architecture, seed, fromFile ? start.architecture.headOffset : 0),
                    initialBuffers(start.architecture)};
    start.frozen = frozenParameters(config, start.architecture);
    if (fromFile)
        if (const Result<void> taken = takePretrained(start, config); !taken) return taken.error();
    if (start.frozen == start.architecture.headOffset && fromFile) startHeadAtZero(start);
    noteFrozen(start);
    return start;
}

} // namespace epochlab::core
