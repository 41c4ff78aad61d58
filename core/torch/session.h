#pragma once

#include "run/trainer.h"

#include <memory>

namespace epochlab::core {

/// A training of an MLP with LibTorch on `device`. Preconditions checked by the trainer: rows, classes, configuration. May throw
/// LibTorch's exceptions; its members do not.
std::unique_ptr<TrainingSession> makeTorchSession(const ParamSet& config, DatasetPointer dataset, const std::string& device);

/// Probabilities of a stored model. Errors: DataShape, UntrustedFile.
Result<std::unique_ptr<Predictor>> makeTorchPredictor(const Model& model, const std::string& device);

} // namespace epochlab::core
