#pragma once

#include "base/result.h"
#include "report/answers.h"
#include "run/recipe.h"
#include "store/run_store.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

/// The ending of an archive that is handed in.
inline constexpr std::string_view handInEnding = ".epochlab-handin";

/// A recipe whose runs are handed in.
struct HandedInRecipe {
    std::string name;
    bool quick = false;

    bool operator==(const HandedInRecipe&) const = default;
};

/// What is handed in beside the runs.
struct HandInParts {
    std::string student;    ///< id, may be empty
    std::string presetText; ///< the preset's file as it is; empty: none
    std::vector<HandedInRecipe> recipes;
    RecipeFolders recipeFolders; ///< where these stand
    Answers answers;             ///< of these recipes, and of the preset (presetAsker)
    /// Drawn figures by file name ("loss.pdf"); the figures' values are always there.
    std::map<std::string, std::string> drawings;
};

/// Writes one archive, a plain tar: runs.epochlab (as exportRuns() has it), figures/*.csv with the values of the runs, figures/* as drawn,
/// answers.toml, preset.epochlab-preset, and last manifest.json with the SHA-256 of every file and of each run's values. Equal content
/// gives equal bytes. RunNotFound where there is no run or one is still trained, IoRead, IoNoSpace, IoWrite; then there is no file. Not on
/// the window's thread.
Result<void> writeHandIn(RunStore& store, std::span<const RunSummary> runs, const HandInParts& parts, const std::string& path);

/// SHA-256 of all values of a run but the wall clock's: series by name, each in the order of its steps, bit for bit.
std::string digestOf(const StoredCurves& curves);
/// The values behind every curve: run,series,epoch,step,value with all digits, equal to the store's.
Result<std::string> curvesCsv(RunStore& store, std::span<const RunId> runs);

} // namespace epochlab::core
