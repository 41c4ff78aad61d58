#pragma once

#include "base/parallel.h"
#include "params/param_set.h"

#include <string>
#include <vector>

namespace epochlab::core {

// Fields that do the same for every kind of model and are called otherwise in some.

/// "mlp, cnn, resnet18, resnet34, xgboost": for errors.
std::string modelNames();

/// Whether the model is boosted trees.
bool isTreeModel(const ParamSet& config);
/// Whether the model is a network that takes pictures alone: "cnn", "resnet18", "resnet34".
bool isPictureModel(const ParamSet& config);
bool isResidualModel(const ParamSet& config);
/// Whether trees see what a frozen network makes of pictures, in place of their pixels.
bool growsOnFeatures(const ParamSet& config);
/// That network as a linear probe has it: the same pictures through the same weights, so that both have the same features. Precondition:
/// growsOnFeatures(config).
ParamSet backboneOf(const ParamSet& config);
/// The network whose pretrained weights a configuration names: "resnet18".
const std::string& pretrainedNetworkOf(const ParamSet& config);

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

/// Whether a run takes all cores unless it is told a number: boosted trees and picture networks. Multilayer perceptrons are fastest with
/// one thread, so that several are trained at once.
bool takesAllCores(const ParamSet& config);
/// What automatic comes to on a machine with so many cores.
int automaticThreads(const ParamSet& config, int cores = coresOfMachine());
/// The field's number, or what automatic comes to: a run's threads.
int threadsOf(const ParamSet& config, int cores = coresOfMachine());
/// With threadsOf() in the field: a run keeps the number, as its last bits depend on it.
ParamSet withThreads(ParamSet config);
/// The other way, for a form that takes a run's settings over: automatic where the number is what that comes to.
ParamSet withAutomaticThreads(ParamSet config);
/// Of ids of fields that differ: automatic threads follow the model, and where that differs, theirs are nothing to tell.
void dropFollowingThreads(std::vector<std::string>& ids);

/// The field of the base learning rate: "learning-rate", or "eta" for boosted trees.
const std::string& rateField(const ParamSet& config);
double baseRateOf(const ParamSet& config);

} // namespace epochlab::core
