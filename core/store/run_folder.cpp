#include "store/run_folder.h"

#include "base/file_writer.h"
#include "store/model_file.h"
#include "store/run_record.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t largestResult = std::size_t{16} << 20;
constexpr std::size_t largestCheckpoint = std::size_t{1} << 36;
constexpr const char* modelFile = "model.safetensors";
constexpr const char* checkpointFile = "checkpoint.bin";

Error notFound(const std::string& what, const std::string& run) {
    return {ErrorCode::RunNotFound, what, run, "list the runs' folders, or give the path of a model file"};
}

} // namespace

RunFolderStore::RunFolderStore(std::string directory) : m_directory(std::move(directory)) {}

std::string RunFolderStore::defaultDirectory() {
    const char* data = std::getenv("XDG_DATA_HOME");
    // The base directory specification: a relative value is to be ignored.
    if (data != nullptr && data[0] == '/') return std::string(data) + "/epochlab";
    const char* home = std::getenv("HOME");
    return std::string(home != nullptr && home[0] != '\0' ? home : ".") + "/.local/share/epochlab";
}

Result<RunId> RunFolderStore::claimRunId(const std::function<RunId()>& makeId) const {
    constexpr int attempts = 1000; // more only where ids do not differ at all
    const std::string runs = m_directory + "/runs";
    if (Result<void> made = makeDirectories(runs); !made) return made.error();
    for (int attempt = 0; attempt < attempts; ++attempt) {
        RunId id = makeId();
        if (::mkdir((fs::path(runs) / id).c_str(), 0777) == 0) return id;
        if (errno == EEXIST) continue;
        const bool full = errno == ENOSPC || errno == EDQUOT;
        return Error{full ? ErrorCode::IoNoSpace : ErrorCode::IoWrite,
                     std::string("the run's folder cannot be made: ") + std::strerror(errno), runs,
                     full ? "free some space or choose another store" : "check the folder's permissions or choose another store"};
    }
    return Error{ErrorCode::IoWrite, "no unused run id was found", runs, "move old runs away, or choose another store"};
}

std::vector<RunFolderStore::Entry> RunFolderStore::list() const {
    std::vector<Entry> entries;
    std::error_code failure;
    for (fs::directory_iterator it(m_directory + "/runs", failure), end; !failure && it != end; it.increment(failure)) {
        const std::string id = it->path().filename().string();
        std::error_code ignored;
        if (id.starts_with('.') || !fs::is_regular_file(it->path() / "result.json", ignored)) continue;
        entries.push_back({id, it->path().string()});
    }
    std::ranges::sort(entries, {}, &Entry::id);
    return entries;
}

namespace {

using Entry = RunFolderStore::Entry;

bool holds(const Entry& entry, const char* file) {
    std::error_code ignored;
    return fs::is_regular_file(entry.folder + "/" + file, ignored);
}

/// The newest of the best by validation accuracy; nullptr where no run has a model.
const Entry* bestOf(const std::vector<Entry>& entries) {
    const Entry* best = nullptr;
    double highest = -1.0;
    for (const Entry& entry : entries) {
        if (!holds(entry, modelFile)) continue;
        const Result<std::string> result = readRegularFile(entry.folder + "/result.json", largestResult);
        const std::optional<double> accuracy = result ? bestAccuracyOf(*result) : std::nullopt;
        if (!accuracy || *accuracy < highest) continue;
        highest = *accuracy;
        best = &entry;
    }
    return best;
}

const Entry* lastOf(const std::vector<Entry>& entries, const char* file) {
    const auto last = std::ranges::find_if(entries.rbegin(), entries.rend(), [file](const Entry& entry) { return holds(entry, file); });
    return last != entries.rend() ? &*last : nullptr;
}

Result<Entry> entryByName(const std::vector<Entry>& entries, const std::string& run) {
    std::vector<const Entry*> matches;
    for (const Entry& entry : entries) {
        if (entry.id == run) return entry;
        if (entry.id.starts_with(run)) matches.push_back(&entry);
    }
    if (matches.size() > 1) {
        return Error{ErrorCode::Usage,
                     "\"" + run + "\" names " + std::to_string(matches.size()) + " runs, " + matches[0]->id + " and others", "",
                     "give more of the run's id"};
    }
    if (matches.empty()) return notFound("there is no such run", run);
    return *matches[0];
}

} // namespace

Result<Model> RunFolderStore::loadModelOf(const std::string& run) const {
    std::error_code ignored;
    if (run.empty()) return notFound("no run is named", run);
    if (run[0] != '@' && fs::is_directory(fs::path(run) / "", ignored)) return loadModel(run + "/" + modelFile);
    if (run[0] != '@' && fs::exists(run, ignored)) return loadModel(run);
    const std::vector<Entry> entries = list();
    if (run == "@last" || run == "@best") {
        const Entry* entry = run == "@best" ? bestOf(entries) : lastOf(entries, modelFile);
        if (entry == nullptr) return notFound("no run with a model is stored in " + m_directory, run);
        return loadModel(entry->folder + "/" + modelFile);
    }
    const Result<Entry> entry = entryByName(entries, run);
    if (!entry) return entry.error();
    if (!holds(*entry, modelFile)) return notFound("the run ended before its first epoch and has no model", run);
    return loadModel(entry->folder + "/" + modelFile);
}

Result<RunFolderStore::Resumable> RunFolderStore::loadCheckpointOf(const std::string& run) const {
    const std::vector<Entry> entries = list();
    const Entry* last = run == "@last" ? lastOf(entries, checkpointFile) : nullptr;
    if (run == "@last" && last == nullptr) return notFound("no run that could go on is stored in " + m_directory, run);
    const Result<Entry> entry = last != nullptr ? Result<Entry>(*last) : entryByName(entries, run);
    if (!entry) return entry.error();
    if (!holds(*entry, checkpointFile)) {
        return Error{ErrorCode::RunNotFound, "the run was neither stopped nor interrupted, so there is nothing to resume", run,
                     "name another run, or train anew"};
    }
    const Result<std::string> bytes = readRegularFile(entry->folder + "/" + checkpointFile, largestCheckpoint);
    if (!bytes) return bytes.error();
    Result<RunCheckpoint> checkpoint = readCheckpoint(std::as_bytes(std::span(*bytes)));
    if (!checkpoint) return checkpoint.error();
    return Resumable{entry->id, *std::move(checkpoint)};
}

} // namespace epochlab::core
