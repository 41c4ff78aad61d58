#include "insight/model_outline.h"

#include "data/picture_views.h"
#include "insight/outline_layers.h"
#include "nets/picture_start.h"
#include "params/model_fields.h"
#include "params/setting_words.h"

#include <algorithm>

namespace epochlab::core {
namespace {

constexpr int smallestSide = 4; // two poolings leave one pixel

std::string modelWords(const ParamSet& config) { return valueWords(*config.table().find("model"), config.value("model")); }

void sum(ModelOutline& outline) {
    for (const OutlineLayer& layer : outline.layers) {
        outline.parameters += layer.parameters;
        outline.trained += layer.trained;
    }
}

/// The network whose features trees see, without its head: nothing of it is trained.
void addBackbone(ModelOutline& outline, const ParamSet& config, const ModelEnds& ends) {
    const ParamSet backbone = backboneOf(config);
    const PictureArchitecture net = makePictureArchitecture(backbone, *ends.view, ends.classes);
    outline.layers = layersOf(net, net.parameterCount);
    outline.layers.pop_back();
}

ModelOutline treesOf(const ParamSet& config, const ModelEnds& ends) {
    const std::int64_t groups = ends.classes == 2 ? 1 : ends.classes;
    const std::int64_t trees = ends.grown ? ends.grown->trees : config.integer("rounds") * groups;
    const std::int64_t depth = config.integer("max-depth");
    ModelOutline outline;
    if (growsOnFeatures(config))
        addBackbone(outline, config, ends);
    else
        outline.layers.push_back(
            {.name = "input", .kind = ends.view ? "pixels in a row" : "features", .input = {ends.inputs()}, .output = {ends.inputs()}});
    outline.title = "Boosted trees: " + groupedText(trees) + " trees, depth ≤ " + std::to_string(depth);
    outline.layers.push_back({.name = "trees",
                              .kind = (ends.grown ? "" : "up to ") + groupedText(trees) + " trees of depth ≤ " + std::to_string(depth),
                              .behind = groups == 1 ? "their sum, sigmoid: the second of two classes"
                                                    : "the sum of " + groupedText(trees / groups) + " a class, softmax",
                              .input = outline.layers.back().output,
                              .output = {groups}});
    sum(outline);
    outline.note = ends.grown ? "The trees have " + groupedText(ends.grown->nodes) + " nodes of two numbers each"
                              : "How many numbers the trees hold is known when they have grown";
    return outline;
}

} // namespace

ModelEnds endsOf(const ParamSet& config, const TableDataset& dataset) {
    ModelEnds ends{.features = dataset.featureCount(), .classes = dataset.classCount()};
    if (dataset.pictures) ends.view = pictureViewOf(config, dataset);
    return ends;
}

ModelEnds endsOf(const Model& model) {
    ModelEnds ends{.features = static_cast<std::int64_t>(model.featureNames.size()),
                   .view = model.view,
                   .classes = static_cast<std::int64_t>(model.classNames.size())};
    if (!isTreeModel(model.config) || !model.weights) return ends;
    const NamedTensor* trees = model.weights->find("trees.class");
    const NamedTensor* nodes = model.weights->find("trees.feature");
    if (trees != nullptr && nodes != nullptr) ends.grown = {std::ssize(trees->values), std::ssize(nodes->values)};
    return ends;
}

Result<ModelOutline> outlineOf(const ParamSet& config, const ModelEnds& ends) {
    if ((isPictureModel(config) || growsOnFeatures(config)) && !ends.view)
        return Error{ErrorCode::ConfigConflict,
                     modelWords(config) + " of these settings takes pictures, and these data are rows of numbers", "model",
                     "choose a multilayer perceptron, or a folder of pictures"};
    if (isPictureModel(config) && ends.view->side() < smallestSide)
        return Error{ErrorCode::ConfigRange, "the network sees only " + std::to_string(ends.view->side()) + " pixels a side",
                     "picture-crop", "show it at least " + std::to_string(smallestSide)};
    if (isTreeModel(config)) return treesOf(config, ends);
    ModelOutline outline{.title = modelWords(config), .layers = {}};
    if (isPictureModel(config)) {
        const PictureArchitecture net = makePictureArchitecture(config, *ends.view, ends.classes);
        outline.layers = layersOf(net, frozenParameters(config, net));
        if (config.isVisible("method")) outline.title += ", " + valueWords(*config.table().find("method"), config.value("method"));
    } else {
        const MlpArchitecture net = makeArchitecture(config, ends.inputs(), ends.classes);
        outline.layers = layersOf(net, config, ends);
        if (!net.widths.empty()) outline.title += " " + std::to_string(net.widths.size()) + " × " + std::to_string(net.widths[0]);
    }
    sum(outline);
    return outline;
}

} // namespace epochlab::core
