#include "store/run_folder.h"

#include "base/file_writer.h"
#include "store/model_file.h"
#include "store/run_record.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t largestResult = std::size_t{16} << 20;

Error notFound(const std::string& what, const std::string& run) {
    return {ErrorCode::RunNotFound, what, run, "list the runs' folders, or give the path of a model file"};
}

void syncFolder(const std::string& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

Result<void> writeParts(const std::string& folder, const RunRecord& record, const FinishedEvent& finished) {
    if (Result<void> made = makeDirectories(folder); !made) return made;
    const StartedEvent& started = *record.started;
    if (Result<void> run = writeFileDurably(folder + "/run.toml", writeRunFile(started.config, false)); !run) return run;
    if (Result<void> metrics = writeFileDurably(folder + "/metrics.csv", metricsCsv(record)); !metrics) return metrics;
    if (finished.bestWeights && started.dataset) {
        const Model model{started.config, started.dataset->featureNames, started.dataset->classNames, started.dataset->geographic,
                          finished.bestWeights};
        if (Result<void> saved = saveModel(model, folder + "/model.safetensors"); !saved) return saved;
    }
    return writeFileDurably(folder + "/result.json", resultJson(record, finished));
}

/// Complete or absent: everything is written beside, then renamed.
Result<void> writeRunFolder(const std::string& directory, const RunRecord& record, const FinishedEvent& finished) {
    const std::string parent = directory + "/runs";
    const std::string temporary = parent + "/." + record.id + ".tmp-" + std::to_string(::getpid());
    std::error_code failure;
    Result<void> written = writeParts(temporary, record, finished);
    if (written) {
        fs::rename(temporary, parent + "/" + record.id, failure);
        if (failure) {
            written = Error{ErrorCode::IoWrite, "the run's folder cannot be put in place: " + failure.message(), parent + "/" + record.id,
                            "check the folder's permissions"};
        }
    }
    std::error_code ignored;
    if (!written)
        fs::remove_all(temporary, ignored);
    else
        syncFolder(parent);
    return written;
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

bool hasModel(const Entry& entry) {
    std::error_code ignored;
    return fs::is_regular_file(entry.folder + "/model.safetensors", ignored);
}

/// The newest of the best by validation accuracy; nullptr where no run has a model.
const Entry* bestOf(const std::vector<Entry>& entries) {
    const Entry* best = nullptr;
    double highest = -1.0;
    for (const Entry& entry : entries) {
        if (!hasModel(entry)) continue;
        const Result<std::string> result = readRegularFile(entry.folder + "/result.json", largestResult);
        const std::optional<double> accuracy = result ? bestAccuracyOf(*result) : std::nullopt;
        if (!accuracy || *accuracy < highest) continue;
        highest = *accuracy;
        best = &entry;
    }
    return best;
}

Result<std::string> folderByName(const std::vector<Entry>& entries, const std::string& run) {
    std::vector<const Entry*> matches;
    for (const Entry& entry : entries) {
        if (entry.id == run) return entry.folder;
        if (entry.id.starts_with(run)) matches.push_back(&entry);
    }
    if (matches.size() > 1) {
        return Error{ErrorCode::Usage,
                     "\"" + run + "\" names " + std::to_string(matches.size()) + " runs, " + matches[0]->id + " and others", "",
                     "give more of the run's id"};
    }
    if (matches.empty()) return notFound("there is no such run", run);
    return matches[0]->folder;
}

} // namespace

Result<Model> RunFolderStore::loadModelOf(const std::string& run) const {
    std::error_code ignored;
    if (run.empty()) return notFound("no run is named", run);
    if (run[0] != '@' && fs::is_directory(fs::path(run) / "", ignored)) return loadModel(run + "/model.safetensors");
    if (run[0] != '@' && fs::exists(run, ignored)) return loadModel(run);
    const std::vector<Entry> entries = list();
    if (run == "@last" || run == "@best") {
        const auto last = std::ranges::find_if(entries.rbegin(), entries.rend(), hasModel);
        const Entry* entry = run == "@best" ? bestOf(entries) : last != entries.rend() ? &*last : nullptr;
        if (entry == nullptr) return notFound("no run with a model is stored in " + m_directory, run);
        return loadModel(entry->folder + "/model.safetensors");
    }
    const Result<std::string> folder = folderByName(entries, run);
    if (!folder) return folder.error();
    if (!hasModel({"", *folder})) return notFound("the run ended before its first epoch and has no model", run);
    return loadModel(*folder + "/model.safetensors");
}

struct RunFolderWriter::Parts {
    std::string directory;
    std::mutex mutex;
    std::map<RunId, RunRecord> records;
    std::optional<Error> error;
    bool reported = false;

    /// Returns the whole record when the event was the run's last.
    std::optional<RunRecord> add(Event& event);
};

std::optional<RunRecord> RunFolderWriter::Parts::add(Event& event) {
    const std::lock_guard lock(mutex);
    RunRecord& record = records[event.run];
    record.id = event.run;
    if (auto* started = std::get_if<StartedEvent>(&event.payload))
        record.started = std::move(*started);
    else if (auto* block = std::get_if<MetricBlock>(&event.payload))
        record.metrics.push_back(std::move(*block));
    else if (auto* row = std::get_if<GradientRow>(&event.payload))
        record.gradients.push_back(std::move(*row));
    else if (auto* note = std::get_if<NoteEvent>(&event.payload))
        record.notes.push_back(std::move(*note));
    if (!std::holds_alternative<FinishedEvent>(event.payload)) return std::nullopt;
    std::optional<RunRecord> whole = std::move(record);
    records.erase(event.run);
    return whole;
}

RunFolderWriter::RunFolderWriter(const RunFolderStore& store) : m_parts(std::make_unique<Parts>()) {
    m_parts->directory = store.directory();
}

RunFolderWriter::~RunFolderWriter() = default;

void RunFolderWriter::onEvent(Event event) {
    const std::optional<RunRecord> record = m_parts->add(event);
    // A run that never started (its data could not be read) leaves no folder.
    if (!record || !record->started) return;
    const Result<void> written = writeRunFolder(m_parts->directory, *record, std::get<FinishedEvent>(event.payload));
    if (written) return;
    const std::lock_guard lock(m_parts->mutex);
    if (!m_parts->error && !m_parts->reported) m_parts->error = written.error();
}

std::optional<Error> RunFolderWriter::takeError() {
    const std::lock_guard lock(m_parts->mutex);
    if (m_parts->error) m_parts->reported = true;
    return std::exchange(m_parts->error, std::nullopt);
}

} // namespace epochlab::core
