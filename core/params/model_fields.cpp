#include "params/model_fields.h"

#include <algorithm>
#include <utility>

namespace epochlab::core {

std::string modelNames() {
    std::string names;
    for (const ParamChoice& choice : mlpParams().find("model")->choices) names += (names.empty() ? "" : ", ") + choice.value;
    return names;
}

bool isTreeModel(const ParamSet& config) { return config.text("model") == "xgboost"; }

bool isResidualModel(const ParamSet& config) { return config.text("model").starts_with("resnet"); }

bool isPictureModel(const ParamSet& config) { return isResidualModel(config) || config.text("model") == "cnn"; }

bool growsOnFeatures(const ParamSet& config) { return config.isVisible("inputs") && config.text("inputs") == "features"; }

ParamSet backboneOf(const ParamSet& config) {
    ParamSet probe = config;
    for (const auto& [id, text] : {std::pair("model", config.text("backbone").c_str()), std::pair("method", "probe")})
        static_cast<void>(probe.setText(id, text));
    for (const char* id : {"picture-mirror", "precision", "device"}) probe.reset(id); // none of trees, whatever another model had
    return probe;
}

const std::string& pretrainedNetworkOf(const ParamSet& config) { return config.text(growsOnFeatures(config) ? "backbone" : "model"); }

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

bool takesAllCores(const ParamSet& config) { return isTreeModel(config) || isPictureModel(config); }

int automaticThreads(const ParamSet& config, int cores) {
    const int most = static_cast<int>(config.table().find("threads")->maximum);
    return takesAllCores(config) ? std::clamp(cores, 1, most) : 1;
}

int threadsOf(const ParamSet& config, int cores) {
    const auto given = static_cast<int>(config.integer("threads"));
    return given > 0 ? given : automaticThreads(config, cores);
}

ParamSet withThreads(ParamSet config) {
    static_cast<void>(config.set("threads", std::int64_t{threadsOf(config)}));
    return config;
}

ParamSet withAutomaticThreads(ParamSet config) {
    if (config.integer("threads") == automaticThreads(config)) config.reset("threads");
    return config;
}

void dropFollowingThreads(std::vector<std::string>& ids) {
    if (std::ranges::find(ids, "model") != ids.end()) std::erase(ids, "threads");
}

const std::string& rateField(const ParamSet& config) {
    static const std::string rate = "learning-rate", eta = "eta";
    return isTreeModel(config) ? eta : rate;
}

double baseRateOf(const ParamSet& config) { return config.real(rateField(config)); }

} // namespace epochlab::core
