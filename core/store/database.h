#pragma once

#include "base/result.h"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace epochlab::core {

/// A row of an answer, or the statement that gives it. Parameters count from 1, columns from 0. NaN is stored as NULL and NULL read as
/// NaN. What went wrong while it was prepared or bound is said by step().
class Statement {
public:
    Statement(sqlite3* database, std::string_view sql, const std::string& path);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    void bind(int index, std::integral auto value) { bindInteger(index, static_cast<std::int64_t>(value)); }
    void bind(int index, double value);
    void bind(int index, std::string_view text);
    void bind(int index, std::span<const std::byte> bytes);
    /// True: a row stands ready. After the last row, or an error, the statement is reset.
    Result<bool> step();

    bool isNull(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    std::span<const std::byte> bytes(int column) const; ///< until the next step

private:
    void bindInteger(int index, std::int64_t value);
    void check(int code);

    sqlite3* m_database;
    sqlite3_stmt* m_statement = nullptr;
    const std::string& m_path;
    int m_failure = 0;
};

/// One connection to an SQLite file, for one thread at a time. Waits up to 5 s for other writers; foreign keys hold. Errors: IoNoSpace,
/// IoWrite, IoRead where the file is damaged or no database.
class Connection {
public:
    /// ReadOnlyFolder: nothing beside the file can be written, so that it must not change while it is read.
    enum class Access { ReadOnlyFolder, ReadOnly, ReadWrite, Create };
    static Result<Connection> open(const std::string& path, Access access);
    ~Connection();
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&& other) noexcept;

    const std::string& path() const;
    /// One statement without an answer.
    template <typename... Values> Result<void> run(std::string_view sql, const Values&... values) {
        return forEach(
            sql, [](const Statement&) {}, values...);
    }
    /// Calls `row` for each row of the answer.
    template <typename... Values>
    Result<void> forEach(std::string_view sql, const std::function<void(const Statement&)>& row, const Values&... values) {
        Statement& prepared = statement(sql);
        int index = 0;
        (prepared.bind(++index, values), ...);
        return walk(prepared, row);
    }
    /// The same with a list of texts.
    Result<void> forEachWith(std::string_view sql, const std::function<void(const Statement&)>& row, std::span<const std::string> values);
    /// The first column of the first row; `otherwise` where there is none.
    template <typename... Values> Result<std::int64_t> integer(std::string_view sql, std::int64_t otherwise, const Values&... values) {
        bool first = true;
        Result<void> read = forEach(
            sql, [&](const Statement& row) { otherwise = std::exchange(first, false) && !row.isNull(0) ? row.integer(0) : otherwise; },
            values...);
        if (!read) return read.error();
        return otherwise;
    }
    /// False for one that a later version has: a store that may not be written to stays as it is.
    Result<bool> hasTable(std::string_view name) {
        const Result<std::int64_t> count = integer("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?", 0, name);
        return count ? Result<bool>(*count > 0) : Result<bool>(count.error());
    }
    /// Several statements, without parameters, until the first failure.
    Result<void> script(const std::string& sql);
    std::int64_t lastRow() const; ///< number of the row inserted last
    /// Rows that the last INSERT, UPDATE or DELETE touched.
    std::int64_t changes() const;
    /// Copies the whole database to a new file, while others use it.
    Result<void> backUp(const std::string& path);

private:
    friend class WriteTransaction;
    struct Parts;
    explicit Connection(std::unique_ptr<Parts> parts);
    Statement& statement(std::string_view sql); ///< prepared once, and again the same
    static Result<void> walk(Statement& prepared, const std::function<void(const Statement&)>& row);

    std::unique_ptr<Parts> m_parts;
};

/// The one way to write more than a statement: takes the write lock at once (a lock that is taken later can fail half-way when
/// several processes write) and rolls back unless committed.
class WriteTransaction {
public:
    static Result<WriteTransaction> begin(Connection& connection);
    ~WriteTransaction();
    WriteTransaction(WriteTransaction&& other) noexcept : m_connection(std::exchange(other.m_connection, nullptr)) {}
    WriteTransaction& operator=(WriteTransaction&&) = delete;
    Result<void> commit();

private:
    explicit WriteTransaction(Connection& connection) : m_connection(&connection) {}
    Connection* m_connection;
};

} // namespace epochlab::core
