#pragma once

#include "handin/planned_work.h"
#include "run/live_run.h"
#include "verbs/arguments.h"

#include <optional>
#include <string>

namespace epochlab::app {

/// Of --preset FILE.epochlab-preset and --student; nothing where no such file is given. A command
/// reads it once. Main thread. Errors of loadLabPreset, Usage.
core::Result<std::optional<core::PresetLimits>> limitsOf(const Arguments& arguments);
/// The plan of a recipe or sweep within the limits of --preset.
core::Result<std::vector<core::PlannedRun>> planWithin(const Arguments& arguments, const core::Recipe& recipe, bool quick,
                                                       core::SettingTexts overrides);
/// Refuse other data than the preset's.
core::RunServices servicesWithin(const std::optional<core::PresetLimits>& limits, core::RunServices services);
/// Notes with a run that is kept that the preset made it; says on stderr where it cannot.
void tagRun(const std::string& storeDirectory, const core::RunId& run, const core::PresetLimits& limits);

} // namespace epochlab::app
