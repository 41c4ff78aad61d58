#include "store/stored_queue.h"

#include "store/file_place.h"
#include "store/run_store.h"

#include <algorithm>
#include <sstream>

namespace epochlab::core {
namespace {

struct Row {
    RunId id;
    std::int64_t place = 0;
    std::string name, config, rateChanges;
    ProcessIdentity owner;
    std::string state;      ///< of the run; empty: it has not begun
    bool elsewhere = false; ///< a living process trains it, or it was deleted
};

bool hasBegun(const Row& row) { return row.state == "running" || row.state == "interrupted"; }
bool isLeft(const Row& row) { return !row.elsewhere && (row.state.empty() || row.state == "waiting" || hasBegun(row)); }

/// "120=0.003 200=cosine,schedule-minimum=0.1"
std::string textOf(const std::vector<RateChange>& changes) {
    std::string text;
    for (const RateChange& change : changes) text += (text.empty() ? "" : " ") + rateChangeText(change);
    return text;
}

Result<QueuedRun> runOf(const Row& row) {
    Result<ParamSet> config = readRunFile(row.config, row.id);
    if (!config) return config.error();
    QueuedRun run{row.id, row.name, std::make_shared<const ParamSet>(*std::move(config)), {}, hasBegun(row)};
    std::istringstream words(row.rateChanges);
    for (std::string word; words >> word;) {
        const Result<RateChange> change = readRateChangeText(word);
        if (!change) return change.error();
        run.rateChanges.push_back(*change);
    }
    return run;
}

constexpr const char* rowsWithRuns =
    "SELECT queue.id, place, queue.name, queue.config, queue.rate_changes, queue.owner_host, queue.owner_pid, queue.owner_program, "
    "queue.owner_start, "
    "coalesce(state, ''), coalesce(deleted, 0), coalesce(runs.owner_host, ''), coalesce(runs.owner_pid, 0), "
    "coalesce(runs.owner_program, ''), coalesce(runs.owner_start, '') FROM queue LEFT JOIN runs ON runs.id = queue.id "
    "ORDER BY queue.owner_host, queue.owner_start, queue.owner_pid, place";

Result<std::vector<Row>> rowsOfTheDead(Connection& connection) {
    std::vector<Row> rows;
    const Result<void> read = connection.forEach(rowsWithRuns, [&rows](const Statement& row) {
        Row one{row.text(0), row.integer(1), row.text(2), row.text(3), row.text(4), {}, row.text(9)};
        one.owner = {row.text(5), row.integer(6), row.text(7), row.text(8)};
        const ProcessIdentity trainer{row.text(11), row.integer(12), row.text(13), row.text(14)};
        one.elsewhere = row.integer(10) != 0 || (one.state == "running" && mayBeRunning(trainer));
        rows.push_back(std::move(one));
    });
    if (!read) return read.error();
    std::map<std::string, bool> dead; // many rows, few owners
    std::erase_if(rows, [&dead](const Row& row) {
        const std::string key = row.owner.host + '\n' + std::to_string(row.owner.pid) + '\n' + row.owner.start;
        const auto [known, fresh] = dead.try_emplace(key, false);
        if (fresh) known->second = !mayBeRunning(row.owner);
        return !known->second;
    });
    return rows;
}

} // namespace

struct StoredQueue::Opened {
    StoreFile file;
    FilePlace place;
};

StoredQueue::StoredQueue(std::string directory, ProcessIdentity owner, StoreFileOptions options)
    : m_directory(std::move(directory)), m_owner(std::move(owner)), m_options(std::move(options)) {}

Result<void> StoredQueue::openToWrite() {
    if (m_opened) return {};
    Result<StoreFile> file = openRunStoreToWrite(m_directory, m_options);
    if (!file) return file.error();
    FilePlace place(file->connection.path());
    m_opened = std::make_shared<Opened>(Opened{*std::move(file), std::move(place)});
    return {};
}

Result<LeftQueue> StoredQueue::takeOver() {
    Result<std::optional<StoreFile>> file = openStoreFile(m_directory + "/project.db", m_options);
    if (!file) return file.error();
    if (!*file || (*file)->readOnly) return LeftQueue{};
    FilePlace place((*file)->connection.path());
    m_opened = std::make_shared<Opened>(Opened{**std::move(file), std::move(place)});
    const Result<std::vector<Row>> rows = rowsOfTheDead(m_opened->file.connection);
    if (!rows) return rows.error();
    return rows->empty() ? Result<LeftQueue>(LeftQueue{}) : claimRows();
}

Result<LeftQueue> StoredQueue::claimRows() {
    Connection& connection = m_opened->file.connection;
    Result<WriteTransaction> transaction = WriteTransaction::begin(connection);
    if (!transaction) return transaction.error();
    const Result<std::vector<Row>> rows = rowsOfTheDead(connection); // again: another process may have been quicker
    if (!rows) return rows.error();
    LeftQueue left;
    std::map<RunId, Kept> kept;
    for (const Row& row : *rows) {
        Result<void> done;
        if (!isLeft(row)) {
            done = connection.run("DELETE FROM queue WHERE id = ?", row.id);
        } else if (Result<QueuedRun> run = runOf(row); !run) {
            left.problems.push_back(run.error());
        } else {
            done = connection.run("UPDATE queue SET owner_host = ?, owner_pid = ?, owner_program = ?, owner_start = ? WHERE id = ?",
                                  m_owner.host, m_owner.pid, m_owner.program, m_owner.start, row.id);
            kept.insert_or_assign(row.id, Kept{row.place, *run});
            left.runs.push_back(*std::move(run));
        }
        if (!done) return done.error();
    }
    if (Result<void> committed = transaction->commit(); !committed) return committed.error();
    m_kept.merge(kept);
    return left;
}

Result<void> StoredQueue::write(std::span<const QueuedRun> runs) {
    if (runs.empty() && m_kept.empty()) return {};
    if (Result<void> opened = openToWrite(); !opened) return opened;
    if (Result<void> there = m_opened->place.check(); !there) return there;
    Result<WriteTransaction> transaction = WriteTransaction::begin(m_opened->file.connection);
    if (!transaction) return transaction.error();
    std::map<RunId, Kept> next;
    Result<void> done = writeRows(runs, next);
    if (done) done = transaction->commit();
    if (done) m_kept = std::move(next);
    return done;
}

/// A run keeps its place where the order allows it, so that little is written while a long queue is worked off.
Result<void> StoredQueue::writeRows(std::span<const QueuedRun> runs, std::map<RunId, Kept>& next) {
    Connection& connection = m_opened->file.connection;
    std::int64_t place = 0;
    for (const QueuedRun& run : runs) {
        const auto known = m_kept.find(run.id);
        const bool inOrder = known != m_kept.end() && known->second.place > place;
        place = inOrder ? known->second.place : place + 1;
        next.insert_or_assign(run.id, Kept{place, run});
        if (inOrder && known->second.run == run) continue;
        const Result<void> done = connection.run(
            "INSERT OR REPLACE INTO queue (id, place, name, config, rate_changes, owner_host, owner_pid, owner_program, owner_start) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            run.id, place, run.name, writeRunFile(*run.config, false), textOf(run.rateChanges), m_owner.host, m_owner.pid, m_owner.program,
            m_owner.start);
        if (!done) return done;
    }
    for (const auto& [id, kept] : m_kept)
        if (!next.contains(id))
            if (Result<void> done = connection.run("DELETE FROM queue WHERE id = ?", id); !done) return done;
    return {};
}

} // namespace epochlab::core
