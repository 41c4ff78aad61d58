#pragma once

#include "mlp/architecture.h"
#include "mlp/step_plan.h"

#include <string_view>
#include <vector>

namespace epochlab::core {

Activation activationOf(const ParamSet& config);
UpdateRule updateRuleOf(const ParamSet& config);
/// How many buffers of the parameters' size a method keeps: none, momentum, or Adam's two means.
int momentCount(OptimizerMethod method);

/// A step's plan with the layers it points to. Movable: the vector keeps its memory.
struct CompiledPlan {
    std::vector<LayerPlan> layers;
    StepPlan step;
    std::int64_t statisticsCount = 0; ///< floats of running means and variances

    CompiledPlan() = default;
    CompiledPlan(CompiledPlan&&) = default;
    CompiledPlan& operator=(CompiledPlan&&) = default;
    CompiledPlan(const CompiledPlan&) = delete;
    CompiledPlan& operator=(const CompiledPlan&) = delete;
};

/// largestBatch: rows. lanes: of the instruction set.
CompiledPlan compilePlan(const MlpArchitecture& architecture, const ParamSet& config, std::int64_t largestBatch, std::int64_t lanes);
/// Where a row's number of one feature stands in tiles of `width` features.
std::int64_t placeInTiles(const StepPlan& plan, std::int64_t row, std::int64_t feature, std::int64_t width);

/// Rows of one tile: what a plan for inference alone is compiled for.
constexpr std::int64_t inferenceRows = 64;
/// The floats, whole cache lines, of an arena that inference over any number of rows takes with this plan.
std::int64_t inferenceArena(const CompiledPlan& plan);

} // namespace epochlab::core
