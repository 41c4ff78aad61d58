#include "verbs/move_runs.h"

#include "base/file_writer.h"
#include "exchange/run_archive.h"
#include "exchange/stored_logs.h"
#include "verbs/output.h"

#include <nlohmann/json.hpp>

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
        const std::size_t trained =
            std::erase_if(*runs, [](const RunSummary& run) { return run.state == "running" || run.state == "waiting"; });
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

Result<void> writeTensorBoard(const std::vector<RunSummary>& runs, const std::string& store, const std::string& folder) {
    for (const RunSummary& run : runs) {
        Result<std::vector<core::LoggedSeries>> series = core::loadLoggedSeries(store, run);
        if (!series) return series.error();
        for (core::LoggedSeries& each : *series) each.tag = core::tagOf(each.tag);
        const Result<void> written = core::writeTensorBoardLog(folder + "/" + run.id, *series, static_cast<double>(run.created) / 1000.0);
        if (!written) return written;
    }
    return {};
}

Result<void> writeCsv(const std::vector<RunSummary>& runs, const std::string& store, const std::string& path) {
    std::string text = core::csvHeader;
    for (const RunSummary& run : runs) {
        const Result<std::vector<core::LoggedSeries>> series = core::loadLoggedSeries(store, run);
        if (!series) return series.error();
        text += core::csvOf(run.id, *series);
    }
    return core::writeFileDurably(path, text);
}

int importArchive(const Arguments& arguments, const core::RunStore& store, const std::string& path) {
    if (arguments.has("name"))
        return failWith({ErrorCode::Usage, "--name is for a log; the runs of an archive bring their names", "",
                         "leave --name out, and use runs rename"});
    const auto arrived = core::importRuns(store.directory(), path);
    if (!arrived) return failWith(arrived.error());
    ordered_json document{{"runs", ordered_json::array()}};
    for (const core::ArrivedRun& run : *arrived) {
        document["runs"].push_back({{"run", run.id}, {"id_in_archive", run.idInArchive}});
        if (arguments.json()) continue;
        printOut(run.id + "\n");
        if (run.id != run.idInArchive) printMessage("run " + run.idInArchive + " is called " + run.id + " here: its id was taken");
    }
    if (arguments.json()) printOut(document.dump(2) + "\n");
    return 0;
}

int importLogs(const Arguments& arguments, const core::RunStore& store, const std::string& path) {
    Result<std::vector<core::ImportedRun>> logs = core::readTrainingLogs(path);
    if (!logs) return failWith(logs.error());
    if (arguments.has("name"))
        for (core::ImportedRun& log : *logs) log.name = arguments.get("name") + (logs->size() > 1 ? " " + log.name : "");
    const auto ids = core::keepImportedRuns(store.directory(), *logs);
    if (!ids) return failWith(ids.error());
    ordered_json document{{"runs", ordered_json::array()}};
    for (std::size_t i = 0; i < ids->size(); ++i) {
        const core::ImportedRun& log = (*logs)[i];
        document["runs"].push_back({{"run", (*ids)[i]}, {"name", log.name}, {"source", log.source}, {"notes", log.notes}});
        if (arguments.json()) continue;
        printOut((*ids)[i] + "\n");
        printMessage("\"" + log.name + "\", " + std::to_string(log.series.size()) + " series");
        for (const std::string& note : log.notes) printMessage("  " + note);
    }
    if (arguments.json()) printOut(document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n");
    return 0;
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
    if (arguments.has("tensorboard")) done = writeTensorBoard(*runs, store.directory(), arguments.get("tensorboard"));
    if (arguments.has("csv")) done = writeCsv(*runs, store.directory(), arguments.get("csv"));
    if (!done) return failWith(done.error());
    printMessage(countText(runs->size()) + " written");
    return 0;
}

int importRuns(const Arguments& arguments, core::RunStore& store) {
    if (arguments.words.size() != 2)
        return failWith({ErrorCode::Usage, "runs import takes one path", "", "name an archive, a log, or a folder of logs"});
    const std::string& path = arguments.words[1];
    return core::looksLikeArchive(path) ? importArchive(arguments, store, path) : importLogs(arguments, store, path);
}

} // namespace epochlab::app
