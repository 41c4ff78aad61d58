#include "verbs/follow_run.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

namespace epochlab::app {

int runBranch(const Arguments& arguments) {
    if (arguments.words.size() != 1)
        return failWith(
            {core::ErrorCode::Usage, "branch takes one run", "", "name a run of which a checkpoint is kept: its id, @last or @best"});
    core::RunStore store = storeOf(arguments);
    const core::Result<core::RunSummary> original = store.find(arguments.words[0]);
    if (!original) return failWith(original.error());
    core::Result<core::ParamSet> config = store.loadConfigOf(original->id);
    if (!config) return failWith(config.error());
    for (const auto& [id, text] : arguments.parameters)
        if (const core::Result<void> set = config->setText(id, text); !set) return failWith(set.error());
    if (const auto errors = config->validate(); !errors.empty()) return failWith(errors.front().error);
    core::Result<std::vector<core::RateChange>> changes = rateChangesOf(arguments, *config);
    if (!changes) return failWith(changes.error());
    const core::Result<core::ResumableRun> branch =
        store.claimBranch(original->id, arguments.has("at") ? arguments.get("at") : "best", *config, *std::move(changes));
    if (!branch) return failWith(branch.error());
    return followRun(core::requestToResume(*branch), arguments, &store);
}

} // namespace epochlab::app
