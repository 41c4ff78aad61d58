#include "verbs/follow_run.h"

#include "composition.h"
#include "verbs/interrupts.h"
#include "verbs/kept_runs.h"
#include "verbs/lab_preset.h"
#include "verbs/loading_line.h"
#include "verbs/output.h"
#include "verbs/train_printer.h"
#include "verbs/verbs.h"

#include <optional>

namespace epochlab::app {
namespace {

using core::ErrorCode;
using core::ExitCode;

int exitCodeOfRun(const core::FinishedEvent& end) {
    if (end.error) return failWith(*end.error);
    return end.end == core::RunEnd::Finished ? 0 : static_cast<int>(ExitCode::Resumable);
}

/// The store first; then, of the end, whoever wants to look at what was kept.
class KeptThenTold final : public core::RunObserver {
public:
    KeptThenTold(core::RunObserver* store, const std::function<void(const core::FinishedEvent& end)>& beforeEnd)
        : m_store(store), m_beforeEnd(beforeEnd) {}

    void onEvent(core::Event event) override {
        if (m_store) m_store->onEvent(event);
        if (const auto* end = std::get_if<core::FinishedEvent>(&event.payload); end && m_beforeEnd) m_beforeEnd(*end);
    }

private:
    core::RunObserver* m_store;
    const std::function<void(const core::FinishedEvent& end)>& m_beforeEnd;
};

} // namespace

int followRun(core::RunRequest request, const Arguments& arguments, const core::RunStore* store,
              const std::function<void(const core::FinishedEvent& end)>& beforeEnd) {
    const core::Result<std::optional<core::PresetLimits>> limits = limitsOf(arguments);
    if (!limits) return failWith(limits.error());
    Interrupts::block();
    const core::RunId id = request.id;
    std::optional<KeptRuns> kept;
    if (store) {
        printNotices(*store);
        kept.emplace(store->directory());
        request = core::toBeKept(std::move(request));
    }
    KeptThenTold first(kept ? &kept->observer() : nullptr, beforeEnd);
    TrainPrinter printer(arguments.json(), request.config.integer("report-every"), &first);
    {
        core::LiveRun run(std::move(request), servicesWithin(*limits, makeRunServices(loadingLine())), printer);
        std::optional<KeptRuns::Following> following;
        if (kept) following.emplace(*kept, [&run](bool pause) { pause ? run.pause() : run.resume(); });
        const Interrupts interrupts([&run] { run.interrupt(); });
        run.wait();
    }
    const std::optional<core::FinishedEvent>& end = printer.ending();
    int code = end ? exitCodeOfRun(*end) : failWith({ErrorCode::Internal, "the run gave no end", "", "report this as a bug"});
    if (kept) code = kept->finish(code);
    if (kept && *limits) tagRun(store->directory(), id, **limits);
    if (end && end->resumable() && kept) printMessage(kept->remedyFor(id));
    return code;
}

} // namespace epochlab::app
