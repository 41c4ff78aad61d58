#include "run/events.h"

#include "data/picture_views.h"

#include <cmath>

namespace epochlab::core {

std::string_view runEndName(RunEnd end) {
    switch (end) {
    case RunEnd::Finished: return "finished";
    case RunEnd::Stopped: return "stopped";
    case RunEnd::Interrupted: return "interrupted";
    case RunEnd::Diverged: return "diverged";
    case RunEnd::Failed: return "failed";
    }
    return "failed";
}

std::string preparationInWords(const PreparationEvent& event) {
    if (event.total == 0) return event.work;
    const std::string count = std::to_string(event.done) + " of " + std::to_string(event.total) + " pictures";
    return event.work == "pictures" ? count : event.work + " of " + count;
}

bool isBetter(const BestEpoch& candidate, const BestEpoch& best) {
    if (std::isnan(candidate.validationAccuracy)) return candidate.trainingAccuracy > best.trainingAccuracy;
    if (candidate.validationAccuracy != best.validationAccuracy) return candidate.validationAccuracy > best.validationAccuracy;
    return candidate.validationLoss < best.validationLoss;
}

std::string layerInWords(const std::string& name) { return name == "output" ? "the output layer" : name; }

Error stoppedEvaluation() { return {ErrorCode::Stopped, "the evaluation was stopped", "", "resume the run"}; }

Model makeModel(const ParamSet& config, const TableDataset& dataset, std::shared_ptr<const ModelWeights> weights) {
    Model model{config, dataset.featureNames, dataset.classNames, dataset.geographic, std::move(weights)};
    if (dataset.pictures) model.view = pictureViewOf(config, dataset);
    return model;
}

const NamedTensor* ModelWeights::find(std::string_view name) const {
    for (const NamedTensor& tensor : tensors)
        if (tensor.name == name) return &tensor;
    return nullptr;
}

} // namespace epochlab::core
