#include "verbs/follow_run.h"
#include "verbs/json_text.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

namespace epochlab::app {
namespace {

void print(const core::RerunVerdict& verdict, bool json) {
    if (!json) {
        printMessage((verdict.identical ? "note[" : "warning[") + verdict.note().code + "]: " + verdict.text);
        return;
    }
    const nlohmann::ordered_json line{
        {"event", "rerun"},         {"run", verdict.rerun},       {"original", verdict.original}, {"identical", verdict.identical},
        {"values", verdict.values}, {"tensors", verdict.tensors}, {"message", verdict.text}};
    printOut(jsonLine(line));
}

} // namespace

int runRerun(const Arguments& arguments) {
    if (arguments.words.size() != 1)
        return failWith({core::ErrorCode::Usage, "rerun takes one run", "", "name a run that has ended: its id, @last or @best"});
    core::RunStore store = storeOf(arguments);
    const core::Result<core::RunSummary> original = store.find(arguments.words[0]);
    if (!original) return failWith(original.error());
    core::Result<core::ResumableRun> run = store.claimRerun(original->id);
    if (!run) return failWith(run.error());

    std::optional<core::Result<core::RerunVerdict>> verdict;
    const auto judge = [&](const core::FinishedEvent& end) {
        if (end.end != core::RunEnd::Finished && end.end != core::RunEnd::Diverged) return; // it says nothing yet
        verdict = core::RunStore(store.directory()).judgeRerun(original->id, run->id);
        if (*verdict) print(**verdict, arguments.json());
    };
    const int code = followRun(core::requestToResume(*run), arguments, &store, judge);
    if (!verdict) return code;
    if (!*verdict) return failWith(verdict->error());
    return (*verdict)->identical ? 0 : static_cast<int>(core::ExitCode::Differs);
}

} // namespace epochlab::app
