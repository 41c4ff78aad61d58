#include "store/database.h"

#include <sqlite3.h>

#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>

namespace epochlab::core {
namespace {

constexpr int longestWaitMilliseconds = 5000;

Error errorOf(sqlite3* database, int code, const std::string& path) {
    const int reason = database != nullptr ? sqlite3_system_errno(database) : 0;
    const int primary = code & 0xff;
    const bool full = primary == SQLITE_FULL || (primary == SQLITE_IOERR && (reason == ENOSPC || reason == EDQUOT));
    if (full) return {ErrorCode::IoNoSpace, "the disk is full", path, "free some space or choose another store"};
    if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB)
        return {ErrorCode::IoRead, primary == SQLITE_CORRUPT ? "the store is damaged" : "this is no store of EpochLab", path,
                "move the file away and put a copy of it in its place (project.db.backup-…), or choose another store"};
    if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
        return {ErrorCode::IoWrite, "another program has kept the store locked for 5 s", path, "end that program, then try again"};
    const std::string words = reason != 0 && (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN)
                                  ? std::strerror(reason)
                                  : (database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code));
    return {ErrorCode::IoWrite, "the store cannot be used: " + words, path, "check the folder's permissions or choose another store"};
}

int openFlags(Connection::Access access) {
    constexpr int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (access == Connection::Access::ReadOnlyFolder) return common | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    if (access == Connection::Access::ReadOnly) return common | SQLITE_OPEN_READONLY;
    return common | SQLITE_OPEN_READWRITE | (access == Connection::Access::Create ? SQLITE_OPEN_CREATE : 0);
}

/// "file:…?immutable=1": without the files of a write-ahead log, which could not be made.
std::string immutableAddress(const std::string& path) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string address = "file:";
    for (const char letter : path) {
        const auto code = static_cast<unsigned char>(letter);
        const bool plain = std::isalnum(code) != 0 || letter == '/' || letter == '.' || letter == '-' || letter == '_';
        address += plain ? std::string(1, letter) : std::string{'%', digits[code >> 4U], digits[code & 15U]};
    }
    return address + "?immutable=1";
}

} // namespace

Statement::Statement(sqlite3* database, std::string_view sql, const std::string& path) : m_database(database), m_path(path) {
    check(sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr));
}

Statement::~Statement() { sqlite3_finalize(m_statement); }

void Statement::check(int code) {
    if (m_failure == SQLITE_OK) m_failure = code;
}

void Statement::bindInteger(int index, std::int64_t value) { check(sqlite3_bind_int64(m_statement, index, value)); }
void Statement::bind(int index, double value) { check(sqlite3_bind_double(m_statement, index, value)); }

void Statement::bind(int index, std::string_view text) {
    check(sqlite3_bind_text64(m_statement, index, text.data() != nullptr ? text.data() : "", text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind(int index, std::span<const std::byte> bytes) {
    check(sqlite3_bind_blob64(m_statement, index, bytes.empty() ? "" : static_cast<const void*>(bytes.data()), bytes.size(),
                              SQLITE_TRANSIENT));
}

Result<bool> Statement::step() {
    int code = m_failure;
    if (code == SQLITE_OK) code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW) return true;
    const Result<bool> result = code == SQLITE_DONE ? Result<bool>(false) : errorOf(m_database, code, m_path);
    if (m_statement != nullptr) {
        sqlite3_reset(m_statement);
        m_failure = SQLITE_OK;
    }
    return result;
}

bool Statement::isNull(int column) const { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(m_statement, column); }

double Statement::real(int column) const {
    return isNull(column) ? std::numeric_limits<double>::quiet_NaN() : sqlite3_column_double(m_statement, column);
}

std::string Statement::text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
    return text != nullptr ? std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))) : std::string();
}

std::span<const std::byte> Statement::bytes(int column) const {
    const void* bytes = sqlite3_column_blob(m_statement, column);
    return {static_cast<const std::byte*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

struct Connection::Parts {
    ~Parts() {
        statements.clear();
        sqlite3_close(database);
    }
    sqlite3* database = nullptr;
    std::string path;
    std::map<std::string, std::unique_ptr<Statement>, std::less<>> statements;
};

Connection::Connection(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
Connection::~Connection() = default;
Connection::Connection(Connection&& other) noexcept = default;
Connection& Connection::operator=(Connection&& other) noexcept = default;

Result<Connection> Connection::open(const std::string& path, Access access) {
    auto parts = std::make_unique<Parts>();
    parts->path = path;
    const std::string address = access == Access::ReadOnlyFolder ? immutableAddress(path) : path;
    const int code = sqlite3_open_v2(address.c_str(), &parts->database, openFlags(access), nullptr);
    if (code != SQLITE_OK) return errorOf(parts->database, code, path);
    sqlite3_busy_timeout(parts->database, longestWaitMilliseconds);
    Connection connection(std::move(parts));
    if (Result<void> set = connection.script("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"); !set) return set.error();
    return connection;
}

const std::string& Connection::path() const { return m_parts->path; }

Statement& Connection::statement(std::string_view sql) {
    const auto found = m_parts->statements.find(sql);
    if (found != m_parts->statements.end()) return *found->second;
    auto made = std::make_unique<Statement>(m_parts->database, sql, m_parts->path);
    return *m_parts->statements.emplace(sql, std::move(made)).first->second;
}

Result<void> Connection::walk(Statement& prepared, const std::function<void(const Statement&)>& row) {
    while (true) {
        const Result<bool> more = prepared.step();
        if (!more) return more.error();
        if (!*more) return {};
        row(prepared);
    }
}

Result<void> Connection::forEachWith(std::string_view sql, const std::function<void(const Statement&)>& row,
                                     std::span<const std::string> values) {
    Statement& prepared = statement(sql);
    int index = 0;
    for (const std::string& value : values) prepared.bind(++index, std::string_view(value));
    return walk(prepared, row);
}

Result<void> Connection::script(const std::string& sql) {
    const int code = sqlite3_exec(m_parts->database, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return errorOf(m_parts->database, code, m_parts->path);
    return {};
}

std::int64_t Connection::lastRow() const { return sqlite3_last_insert_rowid(m_parts->database); }
std::int64_t Connection::changes() const { return sqlite3_changes(m_parts->database); }

Result<void> Connection::backUp(const std::string& path) {
    Result<Connection> copy = open(path, Access::Create);
    if (!copy) return copy.error();
    sqlite3* target = copy->m_parts->database;
    sqlite3_backup* backup = sqlite3_backup_init(target, "main", m_parts->database, "main");
    if (backup == nullptr) return errorOf(target, sqlite3_extended_errcode(target), path);
    sqlite3_backup_step(backup, -1);
    const int code = sqlite3_backup_finish(backup);
    if (code != SQLITE_OK) return errorOf(target, code, path);
    return {};
}

Result<WriteTransaction> WriteTransaction::begin(Connection& connection) {
    if (Result<void> begun = connection.run("BEGIN IMMEDIATE"); !begun) return begun.error();
    return WriteTransaction(connection);
}

WriteTransaction::~WriteTransaction() {
    // Some failures have rolled back already; a second time is refused and harmless.
    if (m_connection != nullptr) [[maybe_unused]]
        const auto ignored = m_connection->run("ROLLBACK");
}

Result<void> WriteTransaction::commit() {
    if (Result<void> committed = m_connection->run("COMMIT"); !committed) return committed; // the destructor rolls back
    m_connection = nullptr;
    return {};
}

} // namespace epochlab::core
