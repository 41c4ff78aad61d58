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

} // namespace epochlab::app
