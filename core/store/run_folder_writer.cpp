#include "base/file_writer.h"
#include "store/model_file.h"
#include "store/run_folder.h"
#include "store/run_record.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <mutex>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t largestMetrics = std::size_t{1} << 36;

std::string_view textOf(const std::vector<std::byte>& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

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
    if (finished.resumable()) {
        const std::vector<std::byte> bytes = writeCheckpoint(*finished.checkpoint);
        if (Result<void> kept = writeFileDurably(folder + "/checkpoint.bin", textOf(bytes)); !kept) return kept;
    }
    return writeFileDurably(folder + "/result.json", resultJson(record, finished));
}

/// Over an empty or absent folder by rename; a resumed run's earlier folder changes places with the new one, then goes.
Result<void> putInPlace(const std::string& temporary, const std::string& target, bool replaces) {
    const int done = replaces ? ::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE)
                              : ::rename(temporary.c_str(), target.c_str());
    if (done == 0) return {};
    return Error{ErrorCode::IoWrite, std::string("the run's folder cannot be put in place: ") + std::strerror(errno), target,
                 "check the folder's permissions"};
}

/// Complete or empty: everything is written beside, then renamed.
Result<void> writeRunFolder(const std::string& directory, RunRecord& record, const FinishedEvent& finished) {
    const std::string parent = directory + "/runs";
    const std::string temporary = parent + "/." + record.id + ".tmp-" + std::to_string(::getpid());
    const std::string target = parent + "/" + record.id;
    std::error_code ignored;
    const bool replaces = record.started->resumedFrom > 0 && fs::exists(target + "/result.json", ignored);
    Result<void> written;
    if (replaces) {
        Result<std::string> earlier = readRegularFile(target + "/metrics.csv", largestMetrics);
        if (earlier)
            record.earlierMetrics = *std::move(earlier);
        else
            written = earlier.error();
    }
    if (written) written = writeParts(temporary, record, finished);
    if (written) written = putInPlace(temporary, target, replaces);
    if (!written || replaces) fs::remove_all(temporary, ignored);
    return written ? syncFolder(parent) : written;
}

} // namespace

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
    std::optional<RunRecord> record = m_parts->add(event);
    if (!record) return;
    if (!record->started) { // its data could not be read, say: it leaves no folder, and gives back the claimed one
        ::rmdir((m_parts->directory + "/runs/" + record->id).c_str());
        return;
    }
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
