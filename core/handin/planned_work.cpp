#include "handin/planned_work.h"

#include <algorithm>

namespace epochlab::core {
namespace {

bool varies(std::span<const PlannedRun> planned, std::string_view id) {
    return std::ranges::any_of(planned, [&](const PlannedRun& run) { return run.config.value(id) != planned.front().config.value(id); });
}

/// Behind the flags' places, so that a flag which says otherwise is found by the check and not lost.
std::vector<std::pair<std::string, std::string>> fixedTexts(const PresetLimits& limits, std::span<const PlannedRun> planned) {
    std::vector<std::pair<std::string, std::string>> texts;
    const ParamSet start = limits.start();
    for (const ParamSpec& spec : start.table().specs()) {
        const FieldFreedom freedom = limits.freedomOf(spec.id);
        if (freedom != FieldFreedom::Fixed && freedom != FieldFreedom::Hidden) continue;
        if (!planned.empty() && !varies(planned, spec.id)) texts.emplace_back(spec.id, start.textOf(spec.id));
    }
    return texts;
}

/// The plan's settings with what belongs to the machine and the place taken from a run.
bool answers(const ParamSet& run, ParamSet planned, bool anyData) {
    (void)planned.set("threads", run.value("threads"));
    if (anyData) (void)planned.set("data", run.value("data"));
    return std::ranges::count(keysOfTrained(run), trainingKey(planned)) > 0;
}

} // namespace

Result<std::vector<PlannedRun>> planWithin(const PresetLimits* limits, const Recipe& recipe, bool quick, SettingTexts overrides) {
    Result<std::vector<PlannedRun>> planned = planRuns(recipe, quick, overrides);
    if (!limits || !planned) return planned;
    std::vector<std::pair<std::string, std::string>> texts = fixedTexts(*limits, *planned);
    texts.insert(texts.end(), overrides.begin(), overrides.end());
    planned = planRuns(recipe, quick, texts);
    if (!planned) return planned;
    for (const PlannedRun& run : *planned) {
        const std::vector<ParamError> broken = limits->check(run.config);
        if (broken.empty()) continue;
        Error error = broken.front().error;
        error.where = recipe.name + ", " + run.label + ": " + error.where;
        return error;
    }
    return planned;
}

std::vector<std::optional<RunId>> runsOfPlan(std::span<const PlannedRun> planned, std::span<const std::pair<RunId, ParamSet>> configs) {
    std::vector<std::optional<RunId>> runs;
    const bool anyData = !planned.empty() && !varies(planned, "data");
    for (const PlannedRun& plan : planned) {
        std::optional<RunId>& found = runs.emplace_back();
        for (const auto& [id, config] : configs)
            if (answers(config, plan.config, anyData)) found = id;
    }
    return runs;
}

Result<std::vector<std::pair<RunId, ParamSet>>> finishedConfigs(RunStore& store) {
    const Result<std::vector<RunSummary>> runs = store.list();
    if (!runs) return runs.error();
    const Result<std::map<RunId, ParamSet>> configs = store.loadConfigs();
    if (!configs) return configs.error();
    std::vector<std::pair<RunId, ParamSet>> finished;
    for (const RunSummary& run : *runs)
        if (const auto config = configs->find(run.id); config != configs->end() && run.state == runEndName(RunEnd::Finished))
            finished.emplace_back(run.id, config->second);
    return finished;
}

} // namespace epochlab::core
