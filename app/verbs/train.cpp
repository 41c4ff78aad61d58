#include "composition.h"
#include "run/live_run.h"
#include "run/loop_state.h"
#include "run/rate_change.h"
#include "verbs/interrupts.h"
#include "verbs/output.h"
#include "verbs/train_printer.h"
#include "verbs/verbs.h"

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::ExitCode;

int exitCodeOfRun(const core::FinishedEvent& end) {
    if (end.error) return failWith(*end.error);
    return end.end == core::RunEnd::Finished ? 0 : static_cast<int>(ExitCode::Resumable);
}

int refuse(const std::vector<core::ParamError>& errors) {
    int code = 0;
    for (const core::ParamError& error : errors) code = failWith(error.error);
    return code;
}

/// One run to its end, printed and, where there is a store, kept. Returns the exit code.
int follow(core::RunRequest request, const Arguments& arguments, const core::RunFolderStore* store) {
    Interrupts::block();
    const core::RunId id = request.id;
    std::optional<core::RunFolderWriter> writer;
    if (store) writer.emplace(*store);
    TrainPrinter printer(arguments.json(), request.config.integer("report-every"), writer ? &*writer : nullptr);
    {
        core::LiveRun run(std::move(request), makeRunServices(), printer);
        const Interrupts interrupts([&run] { run.interrupt(); });
        run.wait();
    }
    const std::optional<core::FinishedEvent>& end = printer.ending();
    const int code = end ? exitCodeOfRun(*end) : failWith({ErrorCode::Internal, "the run gave no end", "", "report this as a bug"});
    if (end && end->resumable() && writer) printMessage("go on with: epochlab-cli resume " + id);
    const std::optional<Error> problem = writer ? writer->takeError() : std::nullopt;
    const int storeCode = problem ? failWith(*problem) : 0;
    return code != 0 ? code : storeCode;
}

core::Result<std::vector<core::RateChange>> rateChangesOf(const Arguments& arguments) {
    std::vector<core::RateChange> changes;
    for (const auto& [flag, text] : arguments.repeated) {
        const core::Result<core::RateChange> change = core::readRateChange(text);
        if (!change) return change.error();
        changes.push_back(*change);
    }
    return changes;
}

} // namespace

int runTrain(const Arguments& arguments) {
    if (!arguments.words.empty())
        return failWith(
            {ErrorCode::Usage, "train takes no \"" + arguments.words[0] + "\"", "", "name the data with --data " + arguments.words[0]});
    const core::Result<core::ParamSet> config = configurationOf(arguments);
    if (!config) return failWith(config.error());
    if (const auto errors = config->validate(); !errors.empty()) return refuse(errors);

    core::Result<std::vector<core::RateChange>> changes = rateChangesOf(arguments);
    if (!changes) return failWith(changes.error());
    core::RunRequest request{.id = {}, .config = *config, .rateChanges = *std::move(changes)};

    if (arguments.has("no-store")) {
        request.id = core::makeRunId();
        return follow(std::move(request), arguments, nullptr);
    }
    const core::RunFolderStore store = storeOf(arguments);
    const core::Result<core::RunId> id = store.claimRunId();
    if (!id) return failWith(id.error());
    request.id = *id;
    return follow(std::move(request), arguments, &store);
}

int runResume(const Arguments& arguments) {
    if (arguments.words.size() != 1)
        return failWith({ErrorCode::Usage, "resume takes one run", "", "name a stopped or interrupted run: its id, or @last"});
    const core::RunFolderStore store = storeOf(arguments);
    core::Result<core::RunFolderStore::Resumable> kept = store.loadCheckpointOf(arguments.words[0]);
    if (!kept) return failWith(kept.error());
    const core::Result<core::ParamSet> config = core::readRunFile(kept->checkpoint.config, kept->id);
    if (!config) return failWith(config.error());
    auto checkpoint = std::make_shared<const core::RunCheckpoint>(std::move(kept->checkpoint));
    return follow({.id = kept->id, .config = *config, .resumeFrom = std::move(checkpoint)}, arguments, &store);
}

} // namespace epochlab::app
