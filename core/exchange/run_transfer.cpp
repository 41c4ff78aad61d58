#include "exchange/run_transfer.h"

#include "base/file_writer.h"
#include "exchange/run_archive.h"
#include "exchange/stored_logs.h"

namespace epochlab::core {
namespace {

Result<std::vector<TakenRun>> takeArchive(const std::string& store, const std::string& path) {
    const auto arrived = importRuns(store, path);
    if (!arrived) return arrived.error();
    std::vector<TakenRun> taken;
    for (const ArrivedRun& run : *arrived)
        taken.push_back({.id = run.id, .idInArchive = run.idInArchive, .name = {}, .source = path, .notes = {}});
    return taken;
}

Result<std::vector<TakenRun>> takeLogs(const std::string& store, const std::string& path, const std::string& name) {
    Result<std::vector<ImportedRun>> logs = readTrainingLogs(path);
    if (!logs) return logs.error();
    if (!name.empty())
        for (ImportedRun& log : *logs) log.name = name + (logs->size() > 1 ? " " + log.name : "");
    const auto ids = keepImportedRuns(store, *logs);
    if (!ids) return ids.error();
    std::vector<TakenRun> taken;
    for (std::size_t i = 0; i < ids->size(); ++i) {
        const ImportedRun& log = (*logs)[i];
        taken.push_back({(*ids)[i], {}, log.name, log.source, log.series.size(), log.notes});
    }
    return taken;
}

} // namespace

Result<std::vector<TakenRun>> takeRuns(const std::string& storeDirectory, const std::string& path, const std::string& name) {
    return looksLikeArchive(path) ? takeArchive(storeDirectory, path) : takeLogs(storeDirectory, path, name);
}

std::size_t dropTrained(std::vector<RunSummary>& runs) {
    return std::erase_if(runs, [](const RunSummary& run) { return run.underWay(); });
}

Result<void> exportTensorBoard(const std::string& storeDirectory, std::span<const RunSummary> runs, const std::string& folder) {
    for (const RunSummary& run : runs) {
        Result<std::vector<LoggedSeries>> series = loadLoggedSeries(storeDirectory, run);
        if (!series) return series.error();
        for (LoggedSeries& each : *series) each.tag = tagOf(each.tag);
        const Result<void> written = writeTensorBoardLog(folder + "/" + run.id, *series, static_cast<double>(run.created) / 1000.0);
        if (!written) return written;
    }
    return {};
}

Result<void> exportCsv(const std::string& storeDirectory, std::span<const RunSummary> runs, const std::string& path) {
    std::string text = csvHeader;
    for (const RunSummary& run : runs) {
        const Result<std::vector<LoggedSeries>> series = loadLoggedSeries(storeDirectory, run);
        if (!series) return series.error();
        text += csvOf(run.id, *series);
    }
    return writeFileDurably(path, text);
}

} // namespace epochlab::core
