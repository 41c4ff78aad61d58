#include "params/model_fields.h"

namespace epochlab::core {

bool isTreeModel(const ParamSet& config) { return config.text("model") == "xgboost"; }

const std::string& lengthField(const ParamSet& config) {
    static const std::string epochs = "epochs", rounds = "rounds";
    return isTreeModel(config) ? rounds : epochs;
}

std::int64_t trainingLength(const ParamSet& config) { return config.integer(lengthField(config)); }

const std::string& rateField(const ParamSet& config) {
    static const std::string rate = "learning-rate", eta = "eta";
    return isTreeModel(config) ? eta : rate;
}

double baseRateOf(const ParamSet& config) { return config.real(rateField(config)); }

} // namespace epochlab::core
