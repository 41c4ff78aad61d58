#include "data/picture_views.h"

#include "data/picture_source.h"

#include <algorithm>

namespace epochlab::core {
namespace {

constexpr int residualSide = 224; // what torchvision's weights were trained on
constexpr int plainSide = 64;

bool isResidual(const std::string& model) { return model.starts_with("resnet"); }
bool isTrees(const std::string& model) { return model == "xgboost"; }

int ownResize(const std::string& model, const PictureReport& report) {
    if (isResidual(model) || isTrees(model)) return residualSide;
    const std::int64_t shorter = std::min(report.smallestWidth, report.smallestHeight);
    return report.sameSize() && shorter <= plainSide ? static_cast<int>(shorter) : plainSide;
}

PictureNorm normOf(const std::string& name, bool colour) {
    if (name == "unit") return unitNorm;
    if (name == "centred") return centredNorm;
    if (colour) return imageNetNorm;
    // Of a grey picture: the means of the three.
    return {{0.449F, 0.449F, 0.449F}, {0.226F, 0.226F, 0.226F}};
}

} // namespace

PictureView pictureViewOf(const ParamSet& config, const TableDataset& dataset) {
    const std::string& model = config.text("model");
    const PictureReport& report = dataset.pictures->report();
    PictureViewOptions options;
    const auto resize = static_cast<int>(config.integer("picture-resize"));
    const auto crop = static_cast<int>(config.integer("picture-crop"));
    options.resize = resize > 0 ? resize : ownResize(model, report);
    options.crop = crop > 0 ? crop : isTrees(model) && resize == 0 ? plainSide : options.resize;
    const std::string& colour = config.text("picture-colour");
    options.colour = colour == "colour" || (colour == "auto" && (isResidual(model) || !report.grey));
    options.mirror = config.boolean("picture-mirror");
    options.norm = normOf(config.text("picture-norm"), options.colour);
    return PictureView(options);
}

} // namespace epochlab::core
