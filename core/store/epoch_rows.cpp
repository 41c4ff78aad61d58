#include "store/epoch_rows.h"

#include "weights/safetensors.h"

#include <algorithm>

namespace epochlab::core {
namespace {

std::span<const std::byte> bytesOf(const std::string& text) { return std::as_bytes(std::span(text)); }

Error damaged(const Connection& connection, const Error& why) {
    return {ErrorCode::IoRead, "what is stored of an epoch is damaged: " + why.what, connection.path(), "train the run again"};
}

/// 0 where nothing is kept up to `epoch`.
Result<std::int64_t> lastKept(Connection& connection, const std::string& table, std::int64_t run, std::int64_t epoch) {
    const Result<bool> known = connection.hasTable(table);
    if (!known) return known.error();
    if (!*known) return std::int64_t{0};
    return connection.integer("SELECT coalesce(max(epoch), 0) FROM " + table + " WHERE run = ? AND epoch <= ?", 0, run, epoch);
}

Result<void> readModel(Connection& connection, std::int64_t run, StoredEpoch& stored) {
    Result<void> sound;
    const Result<void> read = connection.forEach(
        "SELECT weights FROM epoch_models WHERE run = ? AND epoch = ?",
        [&](const Statement& row) {
            Result<TensorFile> file = decodeTensorFile(row.bytes(0), "");
            if (file)
                stored.weights = std::make_shared<const ModelWeights>(ModelWeights{std::move(file->tensors)});
            else
                sound = damaged(connection, file.error());
        },
        run, stored.epoch);
    return read ? sound : read;
}

Result<void> readAnswers(Connection& connection, std::int64_t run, StoredEpoch& stored) {
    Result<void> sound;
    const Result<void> read = connection.forEach(
        "SELECT d.content, e.answers FROM epoch_answers e JOIN runs r ON r.number = e.run "
        "JOIN data_rows d ON d.fingerprint = r.data_fingerprint AND d.split = 'validation' WHERE e.run = ? AND e.epoch = ?",
        [&](const Statement& row) {
            Result<PredictedRows> rows = decodePredictions(Split::Validation, row.bytes(0), row.bytes(1));
            if (rows)
                stored.answers = *std::move(rows);
            else
                sound = damaged(connection, rows.error());
        },
        run, stored.epoch);
    return read ? sound : read;
}

} // namespace

Result<void> insertEpochModel(Connection& connection, std::int64_t run, const EpochModelEvent& model) {
    const std::string bytes = encodeTensorFile({model.weights->tensors, {}});
    return connection.run("INSERT OR REPLACE INTO epoch_models (run, epoch, weights) VALUES (?, ?, ?)", run, model.epoch, bytesOf(bytes));
}

Result<void> insertEpochAnswers(Connection& connection, std::int64_t run, const EpochAnswersEvent& answers) {
    const std::string bytes = encodeAnswers(*answers.answers, answers.epoch);
    return connection.run("INSERT OR REPLACE INTO epoch_answers (run, epoch, answers) VALUES (?, ?, ?)", run, answers.epoch,
                          bytesOf(bytes));
}

Result<std::optional<StoredEpoch>> loadEpoch(Connection& connection, std::int64_t run, std::int64_t epoch) {
    const Result<std::int64_t> model = lastKept(connection, "epoch_models", run, epoch);
    if (!model) return model.error();
    const Result<std::int64_t> answers = lastKept(connection, "epoch_answers", run, epoch);
    if (!answers) return answers.error();
    StoredEpoch stored{.epoch = std::max(*model, *answers)};
    Result<void> read;
    if (stored.epoch > 0 && *model == stored.epoch) read = readModel(connection, run, stored);
    if (read && stored.epoch > 0 && *answers == stored.epoch) read = readAnswers(connection, run, stored);
    if (!read) return read.error();
    return stored.weights || stored.answers ? std::optional(std::move(stored)) : std::nullopt;
}

} // namespace epochlab::core
