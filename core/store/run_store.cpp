#include "store/run_store.h"

#include "base/file_writer.h"
#include "store/checkpoint_folder.h"
#include "store/legacy_runs.h"
#include "store/run_rows.h"
#include "store/run_store_parts.h"

#include <cstdlib>
#include <filesystem>
#include <set>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;

/// What a save that was cut off has left in a run's folder: unfinished files, and checkpoints that never came into the database.
void tidy(Connection& connection, const std::string& directory, const RunId& id) {
    const std::string folder = directory + "/runs/" + id;
    removeStrayTemporaries(folder);
    removeStrayTemporaries(folder + "/checkpoints");
    std::set<std::string> known;
    const Result<void> read = connection.forEach(
        "SELECT folder FROM checkpoints WHERE run = (SELECT number FROM runs WHERE id = ?)",
        [&known](const Statement& row) { known.insert(row.text(0)); }, id);
    if (!read) return;
    std::vector<fs::path> unknown;
    std::error_code ignored;
    for (fs::directory_iterator it(folder + "/checkpoints", ignored), end; !ignored && it != end; it.increment(ignored))
        if (!known.contains("checkpoints/" + it->path().filename().string())) unknown.push_back(it->path());
    for (const fs::path& path : unknown) fs::remove_all(path, ignored);
}

Error readOnlyError(const StoreFile& file, const std::string& directory) {
    return {ErrorCode::IoWrite, file.notices.front(), directory, "choose another store with --store"};
}

} // namespace

Result<StoreFile> openRunStore(const std::string& directory, const StoreFileOptions& options) {
    const std::string path = directory + "/project.db";
    const auto import = [&directory](Connection& connection) { return importRunFolders(connection, directory); };
    if (Result<void> made = createStoreFile(path, import, options); !made) return made.error();
    Result<std::optional<StoreFile>> file = openStoreFile(path, options);
    if (!file) return file.error();
    if (!*file) return Error{ErrorCode::IoRead, "the store went away while it was opened", path, "try again"};
    return **std::move(file);
}

Result<StoreFile> openRunStoreToWrite(const std::string& directory, const StoreFileOptions& options) {
    Result<StoreFile> file = openRunStore(directory, options);
    if (file && file->readOnly) return readOnlyError(*file, directory);
    return file;
}

RunRequest requestToResume(const ResumableRun& run) {
    const bool longer = run.checkpoint && !checkSameConfig(*run.checkpoint, run.config);
    return {.id = run.id, .config = run.config, .rateChanges = run.rateChanges, .resumeFrom = run.checkpoint, .trainFurther = longer};
}

RunStore::RunStore(std::string directory, StoreFileOptions options) : m_parts(std::make_unique<Parts>()) {
    m_parts->directory = std::move(directory);
    m_parts->options = std::move(options);
}

RunStore::~RunStore() = default;
RunStore::RunStore(RunStore&&) noexcept = default;

std::string RunStore::defaultDirectory() {
    const char* data = std::getenv("XDG_DATA_HOME");
    // The base directory specification: a relative value is to be ignored.
    if (data != nullptr && data[0] == '/') return std::string(data) + "/epochlab";
    const char* home = std::getenv("HOME");
    return std::string(home != nullptr && home[0] != '\0' ? home : ".") + "/.local/share/epochlab";
}

const std::string& RunStore::directory() const { return m_parts->directory; }

std::vector<std::string> RunStore::notices() const { return m_parts->file ? m_parts->file->notices : std::vector<std::string>(); }

Result<void> RunStore::Parts::open() {
    if (file) return {};
    Result<StoreFile> opened = openRunStore(directory, options);
    if (!opened) return opened.error();
    file = *std::move(opened);
    return {};
}

Result<bool> RunStore::Parts::openToRead() {
    std::error_code ignored;
    const bool somethingThere = file || fs::exists(directory + "/project.db", ignored) || fs::exists(directory + "/runs", ignored);
    if (!somethingThere) return false;
    const bool first = !file;
    if (const Result<void> opened = open(); !opened) return opened.error();
    if (file->readOnly) return true;
    if (first) removeStrayTemporaries(directory);
    const Result<std::vector<RunId>> interrupted = releaseDeadOwners(file->connection);
    if (!interrupted) return interrupted.error();
    for (const RunId& id : *interrupted) tidy(file->connection, directory, id);
    return true;
}

Result<Connection*> RunStore::Parts::openToWrite() {
    if (const Result<void> opened = open(); !opened) return opened.error();
    if (file->readOnly) return readOnlyError(*file, directory);
    return &file->connection;
}

Result<void> RunStore::Parts::update(const char* column, const RunId& run, const std::string& value) {
    const Result<Connection*> connection = openToWrite();
    if (!connection) return connection.error();
    Result<void> done = (*connection)->run("UPDATE runs SET " + std::string(column) + " = ? WHERE id = ?", value, run);
    if (done && (*connection)->changes() == 0) return runNotFound("there is no such run", run);
    return done;
}

Result<void> RunStore::setName(const RunId& run, const std::string& name) { return m_parts->update("name", run, name); }
Result<void> RunStore::setTags(const RunId& run, const std::string& tags) { return m_parts->update("tags", run, tags); }
Result<void> RunStore::setNote(const RunId& run, const std::string& note) { return m_parts->update("note", run, note); }
Result<void> RunStore::setDeleted(const RunId& run, bool deleted) { return m_parts->update("deleted", run, deleted ? "1" : "0"); }

Result<RunId> RunStore::claimRunId(const std::function<RunId()>& makeId) {
    const Result<Connection*> connection = m_parts->openToWrite();
    if (!connection) return connection.error();
    return insertNewRun(**connection, makeId, "waiting", thisProcess());
}

Result<RunId> RunStore::claimRunId(const ParamSet& config) {
    const Result<Connection*> connection = m_parts->openToWrite();
    if (!connection) return connection.error();
    Result<WriteTransaction> transaction = WriteTransaction::begin(**connection);
    if (!transaction) return transaction.error();
    Result<RunId> id = insertNewRun(**connection, makeRunId, "waiting", thisProcess());
    if (!id) return id;
    Result<void> done = updateConfig(**connection, (*connection)->lastRow(), config);
    if (done) done = transaction->commit();
    return done ? id : done.error();
}

/// The newest checkpoint that is sound; null where there is none.
std::shared_ptr<const RunCheckpoint> RunStore::Parts::newestCheckpoint(const RunSummary& run) {
    std::vector<std::string> folders;
    const Result<void> read = file->connection.forEach(
        "SELECT folder FROM checkpoints WHERE run = ? ORDER BY step DESC", [&](const Statement& row) { folders.push_back(row.text(0)); },
        run.number);
    if (!read) return nullptr;
    for (const std::string& folder : folders) {
        Result<RunCheckpoint> checkpoint = readCheckpointFolder(folderOf(run.id) + "/" + folder);
        if (checkpoint) return std::make_shared<const RunCheckpoint>(*std::move(checkpoint));
    }
    return nullptr;
}

Result<std::vector<RateChange>> RunStore::Parts::rateChangesOf(const RunSummary& run, std::int64_t after) {
    std::vector<RateChange> changes;
    std::optional<Error> unknown;
    const Result<void> read = file->connection.forEach( // the plan first: of two at one step, what a person did last counts
        "SELECT step, after, message FROM events WHERE run = ? AND number > ? AND kind IN ('planned-rate', 'learning-rate') "
        "ORDER BY kind DESC, number",
        [&](const Statement& row) {
            const auto schedule = storedSchedule(row.text(2), row.integer(0));
            if (schedule)
                changes.push_back({row.integer(0), row.real(1), *schedule});
            else
                unknown = schedule.error();
        },
        run.number, after);
    if (!read) return read.error();
    if (unknown) return *unknown;
    return changes;
}

Result<void> RunStore::Parts::claim(const RunSummary& run) {
    const Result<Connection*> connection = openToWrite();
    if (!connection) return connection.error();
    const ProcessIdentity& owner = thisProcess();
    Result<void> claimed = (*connection)
                               ->run("UPDATE runs SET state = 'running', owner_host = ?, owner_pid = ?, owner_program = ?, "
                                     "owner_start = ? WHERE number = ? AND state = ?",
                                     owner.host, owner.pid, owner.program, owner.start, run.number, run.state);
    if (claimed && (*connection)->changes() != 1) return runNotFound("another process has just gone on with the run", run.id);
    return claimed;
}

Result<ResumableRun> RunStore::claimResume(const std::string& run) {
    const Result<RunSummary> found = m_parts->lookUp(run, "state IN ('stopped', 'interrupted')", "no run that could go on is stored in ");
    if (!found) return found.error();
    if (found->underWay())
        return Error{ErrorCode::RunNotFound, "the run is still being trained by another process", run, "stop it there first"};
    if (!found->resumable())
        return Error{ErrorCode::RunNotFound, "the run was neither stopped nor interrupted, so there is nothing to resume", run,
                     "name another run, or train anew"};
    const Result<ParamSet> config = loadConfigOf(found->id);
    if (!config) return config.error();
    Result<std::vector<RateChange>> changes = m_parts->rateChangesOf(*found);
    if (!changes) return changes.error();
    if (const Result<void> claimed = m_parts->claim(*found); !claimed) return claimed.error();
    return ResumableRun{found->id, *config, m_parts->newestCheckpoint(*found), *std::move(changes)};
}

Result<RunRequest> RunStore::requestToRerun(const std::string& run) {
    const Result<RunSummary> found = find(run);
    if (!found) return found.error();
    if (found->underWay()) return Error{ErrorCode::RunNotFound, "the run is still being trained", run, "run it again when it has ended"};
    if (found->state == "imported")
        return Error{ErrorCode::RunNotFound, "the run was imported from a log, and its settings are not known", run, "name another run"};
    const Result<ParamSet> config = loadConfigOf(found->id);
    if (!config) return config.error();
    const Result<std::int64_t> branched =
        m_parts->file->connection.integer("SELECT count(*) FROM events WHERE run = ? AND code = 'branched'", 0, found->number);
    if (!branched) return branched.error();
    if (*branched > 0)
        return Error{ErrorCode::RunNotFound, "the run is a branch of another, and its settings alone do not make it", run,
                     "name the run that it is a branch of"};
    Result<std::vector<RateChange>> changes = m_parts->rateChangesOf(*found);
    if (!changes) return changes.error();
    return RunRequest{.id = {}, .config = *config, .rateChanges = *std::move(changes)};
}

Result<ResumableRun> RunStore::claimExtension(const std::string& run, std::int64_t epochs) {
    const Result<RunSummary> found =
        m_parts->lookUp(run, "state IN ('finished', 'stopped', 'interrupted')", "no run that could be trained further is stored in ");
    if (!found) return found.error();
    if (!found->resumable() && found->state != "finished")
        return Error{ErrorCode::RunNotFound, "the run is " + found->state + ", and cannot be trained further", run,
                     "name one that has finished or was stopped"};
    const auto checkpoint = m_parts->newestCheckpoint(*found);
    if (!checkpoint)
        return Error{ErrorCode::RunNotFound, "no checkpoint is kept of the run: its model is big, or an earlier version trained it", run,
                     "train anew with more epochs"};
    const Result<ParamSet> config = configToTrainFurther(*checkpoint, epochs);
    if (!config) return config.error();
    if (const Result<void> claimed = m_parts->claim(*found); !claimed) return claimed.error();
    return ResumableRun{found->id, *config, checkpoint, {}};
}

} // namespace epochlab::core
