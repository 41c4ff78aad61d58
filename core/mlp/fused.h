#pragma once

#include "run/trainer.h"

#include <memory>

namespace epochlab::core {

/// The product's own engine for multilayer perceptrons on the processor: a training step is one fused computation over memory that was
/// allocated once. Does every request of the form but a GPU.
std::shared_ptr<Trainer> makeFusedTrainer();

} // namespace epochlab::core
