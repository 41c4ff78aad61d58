#include "composition.h"
#include "run/live_run.h"
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
    switch (end.end) {
    case core::RunEnd::Finished: return 0;
    case core::RunEnd::Stopped:
    case core::RunEnd::Interrupted: return static_cast<int>(ExitCode::Resumable);
    case core::RunEnd::Diverged:
    case core::RunEnd::Failed: break;
    }
    const bool diverged = end.end == core::RunEnd::Diverged;
    return failWith(end.error ? *end.error
                              : Error{diverged ? ErrorCode::Diverged : ErrorCode::Internal,
                                      diverged ? "the loss is not finite any more" : "the run failed", "",
                                      diverged ? "give a smaller learning rate" : "report this as a bug"});
}

int refuse(const std::vector<core::ParamError>& errors) {
    int code = 0;
    for (const core::ParamError& error : errors) code = failWith(error.error);
    return code;
}

} // namespace

int runTrain(const Arguments& arguments) {
    if (!arguments.words.empty())
        return failWith(
            {ErrorCode::Usage, "train takes no \"" + arguments.words[0] + "\"", "", "name the data with --data " + arguments.words[0]});
    const core::Result<core::ParamSet> config = configurationOf(arguments);
    if (!config) return failWith(config.error());
    if (const auto errors = config->validate(); !errors.empty()) return refuse(errors);

    Interrupts::block();
    const core::RunFolderStore store = storeOf(arguments);
    core::RunFolderWriter writer(store);
    TrainPrinter printer(arguments.json(), config->integer("report-every"), arguments.has("no-store") ? nullptr : &writer);
    {
        core::LiveRun run({.id = core::makeRunId(), .config = *config, .reportEvery = config->integer("report-every")}, makeRunServices(),
                          printer);
        const Interrupts interrupts([&run] { run.stop(); });
        run.wait();
    }
    const std::optional<core::FinishedEvent> end = printer.ending();
    const int code = end ? exitCodeOfRun(*end) : failWith({ErrorCode::Internal, "the run gave no end", "", "report this as a bug"});
    const std::optional<Error> problem = writer.takeError();
    const int storeCode = problem ? failWith(*problem) : 0;
    return code != 0 ? code : storeCode;
}

} // namespace epochlab::app
