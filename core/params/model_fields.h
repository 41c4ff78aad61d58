#pragma once

#include "params/param_set.h"

#include <string>

namespace epochlab::core {

// Fields that do the same for every kind of model and are called otherwise in some.

/// "mlp, cnn, resnet18, resnet34, xgboost": for errors.
std::string modelNames();

/// Whether the model is boosted trees.
bool isTreeModel(const ParamSet& config);
/// Whether the model is a network that takes pictures alone: "cnn", "resnet18", "resnet34".
bool isPictureModel(const ParamSet& config);
bool isResidualModel(const ParamSet& config);

/// How a picture network is trained.
enum class PictureMethod { Scratch, Probe, Logistic, Finetune };
/// Scratch for models without a choice.
PictureMethod pictureMethodOf(const ParamSet& config);

/// Whether some trained layer takes statistics over a batch.
bool trainsBatchNorm(const ParamSet& config);

/// The field that says how long a run trains: "epochs", or "rounds" for boosted trees, whose epoch is a round.
const std::string& lengthField(const ParamSet& config);
/// Logistic regression has one epoch, at whose end the head is at its optimum.
std::int64_t trainingLength(const ParamSet& config);

/// The field of the base learning rate: "learning-rate", or "eta" for boosted trees.
const std::string& rateField(const ParamSet& config);
double baseRateOf(const ParamSet& config);

} // namespace epochlab::core
