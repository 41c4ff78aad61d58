#include "store/run_rows.h"

#include "params/model_fields.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>

namespace epochlab::core {
namespace {

std::string listText(const std::vector<std::string>& names) {
    return nlohmann::json(names).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<void> insertField(Connection& connection, std::int64_t run, const std::string& field, const ParamValue& value) {
    constexpr std::string_view insert = "INSERT INTO run_fields (run, field, value) VALUES (?, ?, ?)";
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return connection.run(insert, run, field, *integer);
    if (const auto* real = std::get_if<double>(&value)) return connection.run(insert, run, field, *real);
    return connection.run(insert, run, field, valueText(value));
}

constexpr std::string_view summaryColumns =
    "number, id, name, state, created, data_name, data_fingerprint, seed, version, engine, device, threads, instruction_set, parameters, "
    "planned_epochs, epochs, seconds, best_epoch, best_validation_accuracy, best_validation_loss, best_training_accuracy, "
    "best_test_accuracy, error_code, error_message, tags, note, deleted, "
    "(SELECT count(*) FROM checkpoints WHERE run = runs.number), "
    "EXISTS (SELECT 1 FROM events WHERE run = runs.number AND kind = 'branch-of')";

RunSummary summaryOf(const Statement& row) {
    int column = -1;
    const auto text = [&] { return row.text(++column); };
    const auto integer = [&] { return row.integer(++column); };
    const auto real = [&] { return row.real(++column); };
    RunSummary run;
    run.number = integer();
    run.id = text();
    run.name = text();
    run.state = text();
    run.created = integer();
    run.dataName = text();
    run.dataFingerprint = text();
    run.seed = integer();
    run.version = text();
    run.engine = text();
    run.device = text();
    run.threads = static_cast<int>(integer());
    run.instructionSet = text();
    run.parameterCount = integer();
    run.plannedEpochs = integer();
    run.epochs = integer();
    run.seconds = real();
    BestEpoch best;
    best.epoch = integer();
    best.validationAccuracy = real();
    best.validationLoss = real();
    best.trainingAccuracy = real();
    best.testAccuracy = real();
    if (best.epoch > 0) run.best = best;
    run.errorCode = text();
    run.errorMessage = text();
    run.tags = text();
    run.note = text();
    run.deleted = integer() != 0;
    run.checkpoints = integer();
    run.branch = integer() != 0;
    return run;
}

} // namespace

std::int64_t nowMilliseconds() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Result<bool> insertRun(Connection& connection, const RunId& id, const std::string& state, const ProcessIdentity& owner,
                       std::int64_t created) {
    const Result<void> done = connection.run(
        "INSERT INTO runs (id, state, created, owner_host, owner_pid, owner_program, owner_start) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO NOTHING",
        id, state, created, owner.host, owner.pid, owner.program, owner.start);
    if (!done) return done.error();
    return connection.changes() == 1;
}

Result<RunId> insertNewRun(Connection& connection, const std::function<RunId()>& makeId, const std::string& state,
                           const ProcessIdentity& owner, std::int64_t created) {
    constexpr int attempts = 1000; // more only where ids do not differ at all
    for (int attempt = 0; attempt < attempts; ++attempt) {
        RunId id = makeId();
        const Result<bool> made = insertRun(connection, id, state, owner, created);
        if (!made) return made.error();
        if (*made) return id;
    }
    return Error{ErrorCode::IoWrite, "no unused run id was found", connection.path(), "choose another store"};
}

Result<void> updateConfig(Connection& connection, std::int64_t run, const ParamSet& config) {
    Result<void> done = connection.run("UPDATE runs SET config = ?, seed = ?, planned_epochs = ? WHERE number = ?",
                                       writeRunFile(config, false), config.integer("seed"), trainingLength(config), run);
    if (done) done = connection.run("DELETE FROM run_fields WHERE run = ?", run);
    for (const ParamSpec& spec : config.table().specs())
        if (done) done = insertField(connection, run, spec.id, config.value(spec.id));
    return done;
}

Result<void> updateStarted(Connection& connection, std::int64_t run, const StartedEvent& started, const ProcessIdentity& owner) {
    const SessionShape& shape = started.shape;
    Result<void> done = updateConfig(connection, run, started.config);
    if (done)
        done = connection.run("UPDATE runs SET state = 'running', version = ?, engine = ?, device = ?, threads = ?, instruction_set = ?, "
                              "parameters = ?, layers = ?, steps_per_epoch = ?, error_code = '', error_message = '', divergence_step = 0, "
                              "divergence_layer = '', owner_host = ?, owner_pid = ?, owner_program = ?, owner_start = ? WHERE number = ?",
                              std::string_view(EPOCHLAB_VERSION), shape.engine, shape.device, shape.threads, shape.instructionSet,
                              shape.parameterCount, listText(shape.layerNames), std::max<std::int64_t>(1, shape.stepsPerEpoch), owner.host,
                              owner.pid, owner.program, owner.start, run);
    if (!done || !started.dataset) return done;
    const TableDataset& data = *started.dataset;
    return connection.run("UPDATE runs SET data_name = ?, data_fingerprint = ?, features = ?, classes = ?, geographic = ? WHERE number = ?",
                          data.name, fingerprintText(data.fingerprint), listText(data.featureNames), listText(data.classNames),
                          data.geographic ? 1 : 0, run);
}

Result<void> updateBest(Connection& connection, std::int64_t run, const BestEpoch& best) {
    return connection.run("UPDATE runs SET best_epoch = ?, best_validation_accuracy = ?, best_validation_loss = ?, "
                          "best_training_accuracy = ?, best_test_accuracy = ? WHERE number = ?",
                          best.epoch, best.validationAccuracy, best.validationLoss, best.trainingAccuracy, best.testAccuracy, run);
}

Result<void> updateFinished(Connection& connection, std::int64_t run, const FinishedEvent& finished) {
    const std::string code = finished.error ? std::string(codeName(finished.error->code)) : std::string();
    const std::string message = finished.error ? describe(*finished.error) : std::string();
    const Divergence divergence = finished.divergence.value_or(Divergence{});
    Result<void> done = connection.run(
        "UPDATE runs SET state = ?, epochs = ?, seconds = ?, error_code = ?, error_message = ?, divergence_step = ?, "
        "divergence_layer = ?, owner_host = '', owner_pid = 0, owner_program = '', owner_start = '' WHERE number = ?",
        runEndName(finished.end), finished.epochs, finished.seconds, code, message, divergence.step, divergence.layerName, run);
    if (done && finished.best) done = updateBest(connection, run, *finished.best);
    return done;
}

Result<void> insertNote(Connection& connection, std::int64_t run, std::int64_t step, const NoteEvent& note) {
    const std::string_view kind = note.warning ? "warning" : "note";
    return connection.run("INSERT INTO events (run, step, kind, code, message) SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS "
                          "(SELECT 1 FROM events WHERE run = ?1 AND kind = ?3 AND code = ?4 AND message = ?5)",
                          run, step, kind, note.code, note.message);
}

Result<void> insertPlannedRate(Connection& connection, std::int64_t run, const RateChange& change) {
    return connection.run(
        "INSERT INTO events (run, step, kind, after, message) SELECT ?1, ?2, 'planned-rate', ?3, ?4 WHERE NOT EXISTS "
        "(SELECT 1 FROM events WHERE run = ?1 AND step = ?2 AND kind IN ('planned-rate', 'learning-rate') AND after = ?3 AND message = ?4)",
        run, change.step, change.rate, change.schedule ? scheduleText(*change.schedule) : std::string());
}

Result<void> insertLearningRate(Connection& connection, std::int64_t run, const LearningRateEvent& change) {
    const std::string before = change.schedule ? scheduleText(change.schedule->before) : std::string();
    const std::string after = change.schedule ? scheduleText(change.schedule->after) : std::string();
    return connection.run("INSERT INTO events (run, step, kind, before, after, code, message) VALUES (?, ?, 'learning-rate', ?, ?, ?, ?)",
                          run, change.step, change.before, change.after, before, after);
}

std::vector<std::string> storedNames(const std::string& text) {
    std::vector<std::string> names;
    const auto list = nlohmann::json::parse(text, nullptr, false);
    if (!list.is_array()) return names;
    for (const auto& name : list)
        if (name.is_string()) names.push_back(name.get<std::string>());
    return names;
}

Result<std::optional<ScheduleShape>> storedSchedule(const std::string& text, std::int64_t step) {
    if (text.empty()) return std::optional<ScheduleShape>();
    const Result<ParamSet> config = readScheduleText(text, ParamSet(mlpParams()));
    if (config) return std::optional(scheduleShapeOf(*config));
    return Error{ErrorCode::UntrustedFile, "the schedule from step " + std::to_string(step) + " on is none that this version knows", text,
                 "use a newer version of EpochLab"};
}

Result<std::vector<RunSummary>> selectRuns(Connection& connection, const std::string& condition, const std::vector<std::string>& values) {
    std::vector<RunSummary> runs;
    const std::string sql = "SELECT " + std::string(summaryColumns) + " FROM runs WHERE " + condition;
    const Result<void> read = connection.forEachWith(
        sql, [&runs](const Statement& row) { runs.push_back(summaryOf(row)); }, values);
    if (!read) return read.error();
    return runs;
}

Result<std::vector<RunId>> releaseDeadOwners(Connection& connection) {
    std::vector<RunId> interrupted;
    std::vector<std::pair<std::int64_t, RunId>> dead;
    Result<void> done = connection.forEach(
        "SELECT number, id, owner_host, owner_pid, owner_program, owner_start FROM runs WHERE state IN ('running', 'waiting')",
        [&dead](const Statement& row) {
            if (!mayBeRunning({row.text(2), row.integer(3), row.text(4), row.text(5)})) dead.emplace_back(row.integer(0), row.text(1));
        });
    if (!done) return done.error();
    if (dead.empty()) return interrupted;
    Result<WriteTransaction> transaction = WriteTransaction::begin(connection);
    if (!transaction) return transaction.error();
    for (const auto& [number, id] : dead) { // unless another process was quicker
        done = connection.run("DELETE FROM runs WHERE number = ? AND state = 'waiting'", number);
        if (done)
            done = connection.run("UPDATE runs SET state = 'interrupted', owner_host = '', owner_pid = 0, owner_program = '', "
                                  "owner_start = '' WHERE number = ? AND state = 'running'",
                                  number);
        if (!done) return done.error();
        if (connection.changes() == 1) interrupted.push_back(id);
    }
    if (Result<void> committed = transaction->commit(); !committed) return committed.error();
    return interrupted;
}

} // namespace epochlab::core
