#include "exchange/run_parts.h"

#include "exchange/run_columns.h"
#include "params/param_set.h"
#include "store/run_rows.h"

#include <algorithm>

namespace epochlab::core {
namespace {

std::string columnList() {
    std::string list;
    for (const RunColumn& column : runColumns) list += (list.empty() ? "" : ", ") + std::string(column.name);
    return list;
}

RunParts::Value valueAt(const Statement& row, int column, ColumnKind kind) {
    switch (kind) {
    case ColumnKind::Integer: return row.integer(column);
    case ColumnKind::Real: return row.real(column);
    case ColumnKind::Text:
    case ColumnKind::Names: break;
    }
    return row.text(column);
}

Result<void> setColumn(Connection& connection, std::int64_t run, std::string_view column, const RunParts::Value& value) {
    const std::string sql = "UPDATE runs SET " + std::string(column) + " = ? WHERE number = ?";
    return std::visit([&](const auto& plain) { return connection.run(sql, plain, run); }, value);
}

} // namespace

Result<RunParts> loadRunParts(Connection& connection, const RunSummary& run) {
    RunParts parts{run.id, {}, {}, {}, {}};
    Result<void> read = connection.forEach(
        "SELECT " + columnList() + " FROM runs WHERE number = ?",
        [&parts](const Statement& row) {
            for (std::size_t i = 0; i < runColumns.size(); ++i)
                parts.row.emplace(runColumns[i].name, valueAt(row, static_cast<int>(i), runColumns[i].kind));
        },
        run.number);
    if (read)
        read = connection.forEach(
            "SELECT step, kind, code, message, before, after FROM events WHERE run = ? ORDER BY number",
            [&parts](const Statement& row) {
                parts.events.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.real(4), row.real(5)});
            },
            run.number);
    if (read)
        read = connection.forEach(
            "SELECT step, epoch FROM checkpoints WHERE run = ? ORDER BY step",
            [&parts](const Statement& row) {
                parts.checkpoints.push_back({row.integer(0), row.integer(1)});
            },
            run.number);
    if (!read) return read.error();
    Result<std::vector<SeriesBlock>> series = loadBlocks(connection, run.number);
    if (!series) return series.error();
    parts.series = *std::move(series);
    return parts;
}

Result<std::int64_t> insertRunParts(Connection& connection, const RunParts& parts, const RunId& id) {
    const Result<bool> made = insertRun(connection, id, std::get<std::string>(parts.row.at("state")), {});
    if (!made) return made.error();
    if (!*made) return Error{ErrorCode::IoWrite, "another process has just made a run of this id", id, "try again"};
    const std::int64_t run = connection.lastRow();
    Result<void> done;
    if (const std::string& text = std::get<std::string>(parts.row.at("config")); !text.empty()) {
        const Result<ParamSet> config = readRunFile(text, id);
        done = config ? updateConfig(connection, run, *config) : config.error();
    }
    for (const auto& [column, value] : parts.row)
        if (done) done = setColumn(connection, run, column, value);
    for (const RunParts::Occurrence& event : parts.events)
        if (done)
            done = connection.run("INSERT INTO events (run, step, kind, code, message, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)", run,
                                  event.step, event.kind, event.code, event.message, event.before, event.after);
    for (const RunParts::Checkpoint& checkpoint : parts.checkpoints)
        if (done)
            done = connection.run("INSERT INTO checkpoints (run, step, epoch, folder) VALUES (?, ?, ?, ?)", run, checkpoint.step,
                                  checkpoint.epoch, checkpoint.folder());
    for (const SeriesBlock& block : parts.series)
        if (done) done = appendBlock(connection, run, block);
    if (!done) return done.error();
    return run;
}

} // namespace epochlab::core
