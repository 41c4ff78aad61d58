#include "verbs/move_runs.h"

#include "exchange/run_archive.h"
#include "exchange/run_transfer.h"
#include "verbs/json_text.h"
#include "verbs/output.h"

#include <algorithm>

namespace epochlab::app {
namespace {

using core::ErrorCode;
using core::Result;
using core::RunSummary;
using nlohmann::ordered_json;

std::string countText(std::size_t count) { return std::to_string(count) + (count == 1 ? " run" : " runs"); }

/// Those that are named, or all that are no longer trained.
Result<std::vector<RunSummary>> chosenRuns(const Arguments& arguments, core::RunStore& store) {
    if (arguments.has("all")) {
        Result<std::vector<RunSummary>> runs = store.list();
        if (!runs) return runs.error();
        const std::size_t trained = core::dropTrained(*runs);
        if (trained > 0) printMessage(countText(trained) + " left out: still being trained");
        if (!runs->empty()) return runs;
        return core::Error{ErrorCode::RunNotFound, "no run that ended is stored in " + store.directory(), "", "train one first"};
    }
    std::vector<RunSummary> runs;
    for (std::size_t i = 1; i < arguments.words.size(); ++i) {
        const Result<RunSummary> run = store.find(arguments.words[i]);
        if (!run) return run.error();
        if (std::ranges::none_of(runs, [&run](const RunSummary& other) { return other.id == run->id; })) runs.push_back(*run);
    }
    return runs;
}

ordered_json jsonOf(const core::TakenRun& run) {
    if (!run.idInArchive.empty()) return {{"run", run.id}, {"id_in_archive", run.idInArchive}};
    return {{"run", run.id}, {"name", run.name}, {"source", run.source}, {"notes", run.notes}};
}

void printTaken(const core::TakenRun& run) {
    if (run.idInArchive.empty()) {
        printMessage("\"" + run.name + "\", " + std::to_string(run.series) + " series");
        for (const std::string& note : run.notes) printMessage("  " + note);
    } else if (run.id != run.idInArchive) {
        printMessage("run " + run.idInArchive + " is called " + run.id + " here: its id was taken");
    }
}

} // namespace

int exportRuns(const Arguments& arguments, core::RunStore& store) {
    const auto given =
        static_cast<int>(arguments.has("out")) + static_cast<int>(arguments.has("tensorboard")) + static_cast<int>(arguments.has("csv"));
    if (given != 1 || arguments.has("all") == (arguments.words.size() > 1))
        return failWith({ErrorCode::Usage, "runs export takes runs, or --all, and one place to write to", "",
                         "write runs export RUN… --out FILE.epochlab, or --tensorboard DIR, or --csv FILE"});
    const Result<std::vector<RunSummary>> runs = chosenRuns(arguments, store);
    if (!runs) return failWith(runs.error());
    Result<void> done;
    if (arguments.has("out")) done = core::exportRuns(store.directory(), *runs, arguments.get("out"));
    if (arguments.has("tensorboard")) done = core::exportTensorBoard(store.directory(), *runs, arguments.get("tensorboard"));
    if (arguments.has("csv")) done = core::exportCsv(store.directory(), *runs, arguments.get("csv"));
    if (!done) return failWith(done.error());
    printMessage(countText(runs->size()) + " written");
    return 0;
}

int importRuns(const Arguments& arguments, core::RunStore& store) {
    if (arguments.words.size() != 2)
        return failWith({ErrorCode::Usage, "runs import takes one path", "", "name an archive, a log, or a folder of logs"});
    const std::string& path = arguments.words[1];
    if (arguments.has("name") && core::looksLikeArchive(path))
        return failWith({ErrorCode::Usage, "--name is for a log; the runs of an archive bring their names", "",
                         "leave --name out, and use runs rename"});
    const auto taken = core::takeRuns(store.directory(), path, arguments.get("name"));
    if (!taken) return failWith(taken.error());
    ordered_json document{{"runs", ordered_json::array()}};
    for (const core::TakenRun& run : *taken) {
        document["runs"].push_back(jsonOf(run));
        if (arguments.json()) continue;
        printOut(run.id + "\n");
        printTaken(run);
    }
    if (arguments.json()) printOut(jsonText(document));
    return 0;
}

} // namespace epochlab::app
