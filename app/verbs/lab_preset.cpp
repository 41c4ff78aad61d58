#include "verbs/lab_preset.h"

#include "store/run_tags.h"
#include "verbs/output.h"

#include <map>
#include <utility>

namespace epochlab::app {

using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

Result<std::optional<core::PresetLimits>> readLimits(const Arguments& arguments) {
    if (!arguments.has("lab-preset")) {
        if (!arguments.has("student")) return std::optional<core::PresetLimits>();
        return Error{ErrorCode::Usage, "--student says whose seed a preset gives", "",
                     "give --preset FILE" + std::string(core::labPresetEnding)};
    }
    Result<core::LabPreset> preset = core::loadLabPreset(arguments.get("lab-preset"));
    if (!preset) return preset.error();
    if (preset->seedPerStudent && arguments.get("student").empty())
        return Error{ErrorCode::Usage, "the preset “" + preset->title + "” gives each student a seed", "", "say who you are: --student ID"};
    return std::optional(core::PresetLimits(*std::move(preset), arguments.get("student")));
}

} // namespace

Result<std::optional<core::PresetLimits>> limitsOf(const Arguments& arguments) {
    // Once: a file that is edited meanwhile would be two presets in one command.
    static std::map<std::pair<std::string, std::string>, Result<std::optional<core::PresetLimits>>> known;
    const std::pair key(arguments.get("lab-preset"), arguments.get("student"));
    const auto found = known.find(key);
    return found != known.end() ? found->second : known.emplace(key, readLimits(arguments)).first->second;
}

Result<std::vector<core::PlannedRun>> planWithin(const Arguments& arguments, const core::Recipe& recipe, bool quick,
                                                 core::SettingTexts overrides) {
    const Result<std::optional<core::PresetLimits>> limits = limitsOf(arguments);
    if (!limits) return limits.error();
    return core::planWithin(*limits ? &**limits : nullptr, recipe, quick, overrides);
}

core::RunServices servicesWithin(const std::optional<core::PresetLimits>& limits, core::RunServices services) {
    if (limits) services.loadData = limits->loaderOf(std::move(services.loadData));
    return services;
}

void tagRun(const std::string& storeDirectory, const core::RunId& run, const core::PresetLimits& limits) {
    core::RunStore store(storeDirectory);
    const Result<void> done = core::addTag(store, run, limits.tag());
    if (!done && done.error().code != ErrorCode::RunNotFound) failWith(done.error()); // one that never began has been said
}

} // namespace epochlab::app
