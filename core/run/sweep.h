#pragma once

#include "base/result.h"
#include "params/param_set.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace epochlab::core {

struct Setting {
    std::string id;
    ParamValue value;
};

/// One run that a sweep names: the fields it has for itself.
struct ListedRun {
    std::string name; ///< empty: made of its fields, "Learning rate 0.01"
    std::vector<Setting> settings;
    std::string where; ///< its place in the file or command line, for errors
};

/// A field and the values that it takes, in their order.
struct GridAxis {
    std::string id;
    std::vector<ParamValue> values; ///< at least one; each is good for the field
    std::string where;
};

/// A field that is drawn: one of `values`, or from a range where there are none.
struct RandomAxis {
    std::string id;
    std::vector<ParamValue> values = {};
    double minimum = 0.0; ///< inclusive, as is the maximum; integer fields are drawn as integers, real ones with four digits
    double maximum = 0.0;
    ParamScale scale = ParamScale::Linear;
    std::string where = {};
};

/// Many runs: every listed run, with every combination of the grid, with every draw, with every seed. The first of these changes
/// slowest, and in the grid the first field. A plain value; docs/sweeps.md is its file.
struct Sweep {
    ParamSet base{mlpParams()};  ///< of every run
    std::vector<ListedRun> runs; ///< none: `base` is the one run
    std::vector<GridAxis> grid;  ///< a field stands in one of runs, grid, random and seeds
    std::vector<RandomAxis> random;
    std::int64_t draws = 0; ///< of `random`; draw k depends on drawSeed, k and the fields alone, and none comes twice
    std::int64_t drawSeed = 1;
    std::int64_t seeds = 1; ///< from the base's seed on
};

constexpr std::size_t mostSweepRuns = 10000;

struct PlannedRun {
    std::string label;    ///< unique in the sweep
    ParamSet config;      ///< valid
    bool isNamed = false; ///< the label begins with the name of a listed run; else it is made of fields alone
};

/// Ids and texts that win over all that a sweep says, like the flags of the command line. A seed is where its seeds begin.
using SettingTexts = std::span<const std::pair<std::string, std::string>>;

/// The runs in the sweep's order, all checked; `last` wins over the sweep, `overrides` over both. ParamSet's errors, with the run named;
/// ConfigConflict where two runs come out the same or a field stands in two parts, ConfigRange where there are over mostSweepRuns.
Result<std::vector<PlannedRun>> planRuns(const Sweep& sweep, const std::vector<Setting>& last = {}, SettingTexts overrides = {});

/// Draw `index` of a range or choice: a function of these three, the same on every machine.
ParamValue drawnValue(const RandomAxis& axis, std::int64_t drawSeed, std::int64_t index);

/// Equal for two configurations that train alike: fields that do not count there, or only say what is printed, are left out.
std::string trainingKey(const ParamSet& config);
/// The keys that a run which was trained so answers to: its own, and that of a configuration which left the precision to a trial.
std::vector<std::string> keysOfTrained(const ParamSet& config);

/// "0.1,0.01", or for numbers "0.001..0.1:5" (five values; ":log" or ":linear" may follow, else the field's own scale), or
/// "toy:moons,cities". ConfigUnknownParameter, ConfigType, ConfigRange; `where` names the text in them.
Result<GridAxis> gridAxisOf(std::string_view id, std::string_view text, std::string where);
/// "0.001..0.1" (":log" or ":linear" may follow), or a list of choices as above.
Result<RandomAxis> randomAxisOf(std::string_view id, std::string_view text, std::string where);
/// Texts that these two read back to the same axis.
std::string axisText(const GridAxis& axis);
std::string axisText(const RandomAxis& axis);

/// The file's text; readRecipe reads it back to the same runs.
std::string writeSweep(const Sweep& sweep);
/// "epochlab-cli sweep --grid …" for a shell. Precondition: no listed runs.
std::string sweepCommandLine(const Sweep& sweep);

} // namespace epochlab::core
