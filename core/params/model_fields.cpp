#include "params/model_fields.h"

namespace epochlab::core {

std::string modelNames() {
    std::string names;
    for (const ParamChoice& choice : mlpParams().find("model")->choices) names += (names.empty() ? "" : ", ") + choice.value;
    return names;
}

bool isTreeModel(const ParamSet& config) { return config.text("model") == "xgboost"; }

bool isResidualModel(const ParamSet& config) { return config.text("model").starts_with("resnet"); }

bool isPictureModel(const ParamSet& config) { return isResidualModel(config) || config.text("model") == "cnn"; }

PictureMethod pictureMethodOf(const ParamSet& config) {
    const std::string& method = config.text("method");
    if (!isResidualModel(config)) return PictureMethod::Scratch;
    return method == "probe"      ? PictureMethod::Probe
           : method == "logistic" ? PictureMethod::Logistic
           : method == "finetune" ? PictureMethod::Finetune
                                  : PictureMethod::Scratch;
}

bool trainsBatchNorm(const ParamSet& config) {
    if (isTreeModel(config)) return false;
    if (!isResidualModel(config)) return config.boolean("batch-norm");
    const PictureMethod method = pictureMethodOf(config);
    return method == PictureMethod::Scratch || (method == PictureMethod::Finetune && config.integer("unfreeze") > 0);
}

const std::string& lengthField(const ParamSet& config) {
    static const std::string epochs = "epochs", rounds = "rounds";
    return isTreeModel(config) ? rounds : epochs;
}

std::int64_t trainingLength(const ParamSet& config) {
    return pictureMethodOf(config) == PictureMethod::Logistic ? 1 : config.integer(lengthField(config));
}

const std::string& rateField(const ParamSet& config) {
    static const std::string rate = "learning-rate", eta = "eta";
    return isTreeModel(config) ? eta : rate;
}

double baseRateOf(const ParamSet& config) { return config.real(rateField(config)); }

} // namespace epochlab::core
