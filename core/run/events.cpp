#include "run/events.h"

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

bool isBetter(const BestEpoch& candidate, const BestEpoch& best) {
    if (std::isnan(candidate.validationAccuracy)) return candidate.trainingAccuracy > best.trainingAccuracy;
    if (candidate.validationAccuracy != best.validationAccuracy) return candidate.validationAccuracy > best.validationAccuracy;
    return candidate.validationLoss < best.validationLoss;
}

std::string layerInWords(const std::string& name) { return name == "output" ? "the output layer" : name; }

const NamedTensor* ModelWeights::find(std::string_view name) const {
    for (const NamedTensor& tensor : tensors)
        if (tensor.name == name) return &tensor;
    return nullptr;
}

} // namespace epochlab::core
