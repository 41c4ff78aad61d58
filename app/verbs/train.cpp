#include "composition.h"
#include "run/live_run.h"
#include "run/rate_change.h"
#include "verbs/interrupts.h"
#include "verbs/kept_runs.h"
#include "verbs/output.h"
#include "verbs/train_printer.h"
#include "verbs/verbs.h"

#include <mutex>

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

/// The run that stands still while the disk takes nothing.
class PausedByStore {
public:
    class Scope {
    public:
        Scope(PausedByStore& owner, core::LiveRun& run) : m_owner(owner) { m_owner.follow(&run); }
        ~Scope() { m_owner.follow(nullptr); }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

    private:
        PausedByStore& m_owner;
    };

    void set(bool pause) {
        const std::lock_guard lock(m_mutex);
        if (m_run) pause ? m_run->pause() : m_run->resume();
    }

private:
    void follow(core::LiveRun* run) {
        const std::lock_guard lock(m_mutex);
        m_run = run;
    }

    std::mutex m_mutex;
    core::LiveRun* m_run = nullptr;
};

/// One run to its end, printed and, where there is a store, kept. Returns the exit code.
int follow(core::RunRequest request, const Arguments& arguments, const core::RunStore* store) {
    Interrupts::block();
    const core::RunId id = request.id;
    PausedByStore paused;
    std::optional<KeptRuns> kept;
    if (store) {
        printNotices(*store);
        kept.emplace(store->directory(), [&paused](const core::RunId&, bool pause) { paused.set(pause); });
        request = core::toBeKept(std::move(request));
    }
    TrainPrinter printer(arguments.json(), request.config.integer("report-every"), kept ? &kept->observer() : nullptr);
    {
        core::LiveRun run(std::move(request), makeRunServices(), printer);
        const PausedByStore::Scope scope(paused, run);
        const Interrupts interrupts([&run] { run.interrupt(); });
        run.wait();
    }
    const std::optional<core::FinishedEvent>& end = printer.ending();
    const int code = end ? exitCodeOfRun(*end) : failWith({ErrorCode::Internal, "the run gave no end", "", "report this as a bug"});
    if (end && end->resumable() && kept) printMessage("go on with: epochlab-cli resume " + id);
    const int storeCode = kept ? kept->finish() : 0;
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
    core::RunStore store = storeOf(arguments);
    const core::Result<core::RunId> id = store.claimRunId();
    if (!id) return failWith(id.error());
    request.id = *id;
    return follow(std::move(request), arguments, &store);
}

int runResume(const Arguments& arguments) {
    if (arguments.words.size() != 1)
        return failWith({ErrorCode::Usage, "resume takes one run", "", "name a stopped or interrupted run: its id, or @last"});
    core::RunStore store = storeOf(arguments);
    const core::Result<core::ResumableRun> run = store.claimResume(arguments.words[0]);
    if (!run) return failWith(run.error());
    if (!run->checkpoint) printMessage("note[no-checkpoint]: the run ended before its first checkpoint and begins anew");
    return follow(core::requestToResume(*run), arguments, &store);
}

int runExtend(const Arguments& arguments) {
    const core::Result<std::int64_t> epochs = countOf(arguments, "epochs", 1, 0);
    if (!epochs) return failWith(epochs.error());
    if (arguments.words.size() != 1 || *epochs == 0)
        return failWith({ErrorCode::Usage, "extend takes one run and --epochs", "", "name a finished or stopped run, and how many more"});
    core::RunStore store = storeOf(arguments);
    const core::Result<core::ResumableRun> run = store.claimExtension(arguments.words[0], *epochs);
    if (!run) return failWith(run.error());
    return follow({.id = run->id, .config = run->config, .resumeFrom = run->checkpoint, .trainFurther = true}, arguments, &store);
}

} // namespace epochlab::app
