#include "verbs/kept_trainings.h"

#include "run/events.h"
#include "run/sweep.h"

namespace epochlab::app {

core::Result<std::map<std::string, KeptTraining>> keptTrainings(core::RunStore& store) {
    std::map<std::string, KeptTraining> kept;
    std::map<std::string, bool> finished;
    const core::Result<std::vector<core::RunSummary>> runs = store.list();
    if (!runs) return runs.error();
    const core::Result<std::map<core::RunId, core::ParamSet>> configs = store.loadConfigs();
    if (!configs) return configs.error();
    for (const core::RunSummary& run : *runs) {
        const auto config = configs->find(run.id);
        if (config == configs->end()) continue;
        for (const std::string& key : core::keysOfTrained(config->second)) {
            KeptTraining& training = kept[key];
            training.underWay = training.underWay || run.underWay();
            if (run.state == core::runEndName(core::RunEnd::Finished)) finished[key] = true;
            const bool diverged = run.state == core::runEndName(core::RunEnd::Diverged);
            training.ended = training.ended || finished[key] || diverged;
            training.failed = !finished[key] && (training.failed || diverged || run.state == core::runEndName(core::RunEnd::Failed));
            if (run.resumable()) training.resumable = run.id;
        }
    }
    return kept;
}

core::Result<void> keepMissing(RecipeTask& task, core::RunStore& store, bool onlyFailed) {
    const core::Result<std::map<std::string, KeptTraining>> kept = keptTrainings(store);
    if (!kept) return kept.error();
    std::vector<RecipeRow> rows;
    for (RecipeRow& row : task.rows) {
        const auto found = kept->find(core::trainingKey(row.planned.config));
        const KeptTraining known = found == kept->end() ? KeptTraining{} : found->second;
        if (known.underWay || (onlyFailed ? !known.failed : known.ended)) continue;
        if (!onlyFailed && known.resumable) {
            const core::Result<core::ParamSet> config = store.loadConfigOf(*known.resumable);
            if (!config) return config.error();
            row.id = *known.resumable;
            row.planned.config = *config;
        }
        rows.push_back(std::move(row));
    }
    task.skipped = task.rows.size() - rows.size();
    task.rows = std::move(rows);
    return {};
}

} // namespace epochlab::app
