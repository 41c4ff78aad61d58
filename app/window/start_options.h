#pragma once

#include "base/result.h"
#include "handin/preset_limits.h"
#include "run/sweep.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace epochlab::app {

/// What the window's command line asks for.
struct StartOptions {
    std::string data;                                 ///< the form's data; empty: as it is
    std::optional<core::ParamSet> config;             ///< the form's settings, the data above them included
    bool train = false;                               ///< as soon as the data are read
    std::vector<core::PlannedRun> sweep;              ///< to be queued
    std::shared_ptr<const core::PresetLimits> preset; ///< of --preset; null: none
    std::string presetFile; ///< that it was read from; without it, one that the window is to open, and to say what is wrong with it
    bool goOn = false;      ///< with what an earlier session has left in the queue
    std::string store;      ///< the folder of the runs; empty: the user's own
    bool help = false;
    bool version = false;
};

/// Takes `words` (without the program's name) apart and reads the files they name. Usage, and what loadRunFile and loadRecipe say.
core::Result<StartOptions> readStartOptions(std::span<const std::string> words);
/// What --help prints.
std::string startHelp();

} // namespace epochlab::app
