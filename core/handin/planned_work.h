#pragma once

#include "handin/preset_limits.h"
#include "run/recipe.h"
#include "store/run_store.h"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace epochlab::core {

/// Puts what a preset fixes into all runs of a plan, as far as the plan does not vary it, and checks each run: errors of PresetLimits
/// name the run. limits: null for none.
Result<std::vector<PlannedRun>> planWithin(const PresetLimits* limits, const Recipe& recipe, bool quick, SettingTexts overrides = {});

/// For each planned run the newest one with its settings, number of threads apart; nothing at a place: there is none. The data may be
/// other ones where the plan has the same for all its runs: they are the student's to name, and a preset's fingerprint guards them.
/// configs: in the order of the runs of the store, oldest first.
std::vector<std::optional<RunId>> runsOfPlan(std::span<const PlannedRun> planned, std::span<const std::pair<RunId, ParamSet>> configs);

/// Finished runs of a store with their settings, oldest first. Those without any are left out.
Result<std::vector<std::pair<RunId, ParamSet>>> finishedConfigs(RunStore& store);

} // namespace epochlab::core
