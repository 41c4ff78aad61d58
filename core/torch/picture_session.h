#pragma once

#include "run/trainer.h"

#include <memory>
#include <string>

namespace epochlab::core {

/// Trains a picture network by steps along its gradient: from scratch, by fine-tuning, or the head alone. Nothing waits for the device
/// within advance() but its end, where losses, gradients and finite flags come over in one piece. Precondition: `dataset` has pictures.
/// The errors of startPictureNetwork() and of pictures; Stopped.
Result<std::unique_ptr<TrainingSession>> makePictureSession(const ParamSet& config, DatasetPointer dataset, const std::string& device,
                                                            const WorkWatch& watch);

/// Answers for pictures normalised by the model's view. DataShape where weights are missing or of another shape.
Result<std::unique_ptr<Predictor>> makePicturePredictor(const Model& model, const std::string& device);

} // namespace epochlab::core
