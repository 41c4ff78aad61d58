#include "data/picture_views.h"

#include "data/picture_source.h"
#include "params/model_fields.h"

#include <algorithm>

namespace epochlab::core {
namespace {

constexpr int residualSide = 224; // what torchvision's weights were trained on
constexpr int plainSide = 64;

int ownResize(const ParamSet& config, const PictureFacts& facts) {
    if (isResidualModel(config) || isTreeModel(config)) return residualSide;
    return facts.sameSize && facts.shorterSide <= plainSide ? static_cast<int>(facts.shorterSide) : plainSide;
}

PictureNorm normOf(const std::string& name, bool colour) {
    if (name == "unit") return unitNorm;
    if (name == "centred") return centredNorm;
    if (colour) return imageNetNorm;
    // Of a grey picture: the means of the three.
    return {{0.449F, 0.449F, 0.449F}, {0.226F, 0.226F, 0.226F}};
}

} // namespace

PictureFacts pictureFactsOf(const PictureReport& report) {
    return {std::min(report.smallestWidth, report.smallestHeight), report.sameSize(), report.grey};
}

PictureView pictureViewOf(const ParamSet& config, const TableDataset& dataset) {
    return pictureViewOf(config, pictureFactsOf(dataset.pictures->report()));
}

PictureView pictureViewOf(const ParamSet& config, const PictureFacts& facts) {
    if (growsOnFeatures(config)) return pictureViewOf(backboneOf(config), facts);
    PictureViewOptions options;
    const auto resize = static_cast<int>(config.integer("picture-resize"));
    const auto crop = static_cast<int>(config.integer("picture-crop"));
    options.resize = resize > 0 ? resize : ownResize(config, facts);
    options.crop = crop > 0 ? crop : isTreeModel(config) && resize == 0 ? plainSide : options.resize;
    const std::string& colour = config.text("picture-colour");
    options.colour = colour == "colour" || (colour == "auto" && (isResidualModel(config) || !facts.grey));
    if (isTreeModel(config)) { // which pictures are grown on once, and to which a scale means nothing
        options.norm = unitNorm;
        return PictureView(options);
    }
    options.mirror = config.isVisible("picture-mirror") && config.boolean("picture-mirror");
    options.norm = normOf(config.text("picture-norm"), options.colour);
    return PictureView(options);
}

} // namespace epochlab::core
