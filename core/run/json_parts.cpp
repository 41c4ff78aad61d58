#include "run/json_parts.h"

namespace epochlab::core {

using Json = nlohmann::ordered_json;

Json configJson(const ParamSet& config) {
    Json json = Json::object();
    for (const ParamSpec& spec : config.table().specs())
        std::visit([&](const auto& value) { json[spec.id] = value; }, config.value(spec.id));
    return json;
}

Json bestEpochJson(const BestEpoch& best) {
    return {{"epoch", best.epoch},
            {"validation_accuracy", best.validationAccuracy},
            {"validation_loss", best.validationLoss},
            {"training_accuracy", best.trainingAccuracy},
            {"test_accuracy", best.testAccuracy}};
}

Json errorJson(const Error& error) {
    return {{"code", codeName(error.code)}, {"what", error.what}, {"where", error.where}, {"remedy", error.remedy}};
}

} // namespace epochlab::core
