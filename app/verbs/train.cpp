#include "params/model_fields.h"
#include "run/rate_change.h"
#include "verbs/follow_run.h"
#include "verbs/lab_preset.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;

/// What --hardest asks for: so many of the hardest and of the surest validation rows at each epoch's end.
core::Result<std::int64_t> hardestRowsOf(const Arguments& arguments) { return countOf(arguments, "hardest", 1, 0); }

int refuse(const std::vector<core::ParamError>& errors) {
    int code = 0;
    for (const core::ParamError& error : errors) code = failWith(error.error);
    return code;
}

/// A flag that changes nothing is said so: it may be the name that another model gives to what was meant.
void tellOfHiddenFlags(const Arguments& arguments, const core::ParamSet& config) {
    for (const auto& [id, text] : arguments.parameters) {
        if (config.isVisible(id)) continue;
        const bool renamed = core::isTreeModel(config) && (id == "epochs" || id == "learning-rate");
        printMessage("warning[flag-without-effect]: --" + id + " does not count while " + config.hiddenWhile(id) +
                     (renamed ? "; give --" + (id == "epochs" ? core::lengthField(config) : core::rateField(config)) : std::string()));
    }
}

} // namespace

core::Result<std::vector<core::RateChange>> rateChangesOf(const Arguments& arguments, const core::ParamSet& config) {
    const core::Result<std::optional<core::PresetLimits>> limits = limitsOf(arguments);
    if (!limits) return limits.error();
    std::vector<core::RateChange> changes;
    for (const auto& [flag, text] : arguments.repeated) {
        const core::Result<core::RateChange> change =
            flag == "schedule-change" ? core::readScheduleChange(text, config) : core::readRateChange(text);
        if (!change) return change.error();
        if (*limits)
            if (const core::Result<void> kept = (*limits)->checkChange(config, *change); !kept) return kept.error();
        changes.push_back(*change);
    }
    return changes;
}

int runTrain(const Arguments& arguments) {
    if (!arguments.words.empty())
        return failWith(
            {ErrorCode::Usage, "train takes no \"" + arguments.words[0] + "\"", "", "name the data with --data " + arguments.words[0]});
    const core::Result<core::ParamSet> config = configurationOf(arguments);
    if (!config) return failWith(config.error());
    if (const auto errors = config->validate(); !errors.empty()) return refuse(errors);

    const core::Result<std::int64_t> hardest = hardestRowsOf(arguments);
    if (!hardest) return failWith(hardest.error());
    tellOfHiddenFlags(arguments, *config);
    core::Result<std::vector<core::RateChange>> changes = rateChangesOf(arguments, *config);
    if (!changes) return failWith(changes.error());
    core::RunRequest request{.id = {}, .config = *config, .hardestRows = *hardest, .rateChanges = *std::move(changes)};

    if (arguments.has("no-store")) {
        request.id = core::makeRunId();
        return followRun(std::move(request), arguments, nullptr);
    }
    core::RunStore store = storeOf(arguments);
    const core::Result<core::RunId> id = store.claimRunId();
    if (!id) return failWith(id.error());
    request.id = *id;
    return followRun(std::move(request), arguments, &store);
}

int runResume(const Arguments& arguments) {
    if (arguments.words.size() != 1)
        return failWith({ErrorCode::Usage, "resume takes one run", "", "name a stopped or interrupted run: its id, or @last"});
    const core::Result<std::int64_t> hardest = hardestRowsOf(arguments);
    if (!hardest) return failWith(hardest.error());
    core::RunStore store = storeOf(arguments);
    const core::Result<core::ResumableRun> run = store.claimResume(arguments.words[0]);
    if (!run) return failWith(run.error());
    if (!run->checkpoint) printMessage("note[no-checkpoint]: the run ended before its first checkpoint and begins anew");
    core::RunRequest request = core::requestToResume(*run);
    request.hardestRows = *hardest;
    return followRun(std::move(request), arguments, &store);
}

int runExtend(const Arguments& arguments) {
    const core::Result<std::int64_t> epochs = countOf(arguments, "epochs", 1, 0);
    if (!epochs) return failWith(epochs.error());
    if (arguments.words.size() != 1 || *epochs == 0)
        return failWith({ErrorCode::Usage, "extend takes one run and --epochs", "", "name a finished or stopped run, and how many more"});
    const core::Result<std::int64_t> hardest = hardestRowsOf(arguments);
    if (!hardest) return failWith(hardest.error());
    core::RunStore store = storeOf(arguments);
    const core::Result<core::ResumableRun> run = store.claimExtension(arguments.words[0], *epochs);
    if (!run) return failWith(run.error());
    core::RunRequest request{
        .id = run->id, .config = run->config, .hardestRows = *hardest, .resumeFrom = run->checkpoint, .trainFurther = true};
    return followRun(std::move(request), arguments, &store);
}

} // namespace epochlab::app
