#pragma once

#include <cstdint>
#include <memory>

namespace epochlab::core {

struct ModelWeights;     // run/model.h
struct SplitPredictions; // run/predictions.h

/// The model at an epoch's end (models up to 1 MB), for maps and timelines.
struct EpochModelEvent {
    std::int64_t epoch = 0;
    std::shared_ptr<const ModelWeights> weights;
};

/// What the model of an epoch's end answers for the validation rows, where its session keeps that and the data are pictures or the model
/// is larger: what timelines show in its place.
struct EpochAnswersEvent {
    std::int64_t epoch = 0;
    std::shared_ptr<const SplitPredictions> answers;
};

} // namespace epochlab::core
