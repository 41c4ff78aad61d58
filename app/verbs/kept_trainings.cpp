#include "verbs/kept_trainings.h"

#include "run/events.h"
#include "run/sweep.h"

namespace epochlab::app {

core::Result<std::map<std::string, KeptTraining>> keptTrainings(core::RunStore& store) {
    std::map<std::string, KeptTraining> kept;
    std::map<std::string, bool> finished;
    const core::Result<std::vector<core::RunSummary>> runs = store.list();
    if (!runs) return runs.error();
    for (const core::RunSummary& run : *runs) {
        const core::Result<core::ParamSet> config = store.loadConfigOf(run.id);
        if (!config) continue;
        const std::string key = core::trainingKey(*config);
        KeptTraining& training = kept[key];
        if (run.state == core::runEndName(core::RunEnd::Finished)) finished[key] = true;
        const bool diverged = run.state == core::runEndName(core::RunEnd::Diverged);
        training.ended = training.ended || finished[key] || diverged;
        training.failed = !finished[key] && (training.failed || diverged || run.state == core::runEndName(core::RunEnd::Failed));
        if (run.resumable()) training.resumable = run.id;
    }
    return kept;
}

} // namespace epochlab::app
