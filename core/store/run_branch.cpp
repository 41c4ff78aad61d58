#include "store/run_store.h"

#include "base/file_writer.h"
#include "run/branch.h"
#include "store/checkpoint_folder.h"
#include "store/metric_blocks.h"
#include "store/run_rows.h"
#include "store/run_store_parts.h"

#include <algorithm>

namespace epochlab::core {
namespace {

/// "learning-rate 0.001 to 0.0005, epochs 4 to 8"
std::string changesInWords(const ParamSet& before, const ParamSet& after) {
    std::string text;
    for (const std::string& id : ParamSet::differences(before, after))
        text += (text.empty() ? "" : ", ") + id + " " + before.textOf(id) + " to " + after.textOf(id);
    return text;
}

/// What the original measured up to a step, as if the branch had. Changes of the rate that the next step begins with come along where
/// the checkpoint has made them.
Result<void> copyHistory(Connection& connection, std::int64_t from, std::int64_t to, const LoopState& loop) {
    Result<void> done = connection.run("INSERT INTO metrics (run, series, first_step, stride, count, \"values\") SELECT ?, series, "
                                       "first_step, stride, count, \"values\" FROM metrics WHERE run = ?",
                                       to, from);
    if (done) done = dropValuesFrom(connection, to, loop.step + 1);
    if (done)
        done = connection.run("INSERT INTO events (run, step, kind, code, message, before, after) SELECT ?1, step, kind, code, message, "
                              "before, after FROM events WHERE run = ?2 AND (step <= ?3 OR step = ?3 + 1 AND kind = 'learning-rate' AND "
                              "after = ?4) AND kind <> 'planned-rate' AND code NOT LIKE 'rerun-%' ORDER BY number",
                              to, from, loop.step, loop.baseRate);
    if (done)
        done = connection.run("INSERT INTO epoch_models (run, epoch, weights) SELECT ?, epoch, weights FROM epoch_models WHERE run = ? AND "
                              "epoch <= ?",
                              to, from, loop.epoch);
    return done;
}

} // namespace

Result<std::shared_ptr<const RunCheckpoint>> RunStore::Parts::checkpointAt(const RunSummary& run, const std::string& at) {
    std::vector<std::pair<std::int64_t, std::string>> kept;
    std::int64_t best = -1;
    Result<void> read = file->connection.forEach(
        "SELECT step, folder FROM checkpoints WHERE run = ? ORDER BY step DESC",
        [&kept](const Statement& row) { kept.emplace_back(row.integer(0), row.text(1)); }, run.number);
    if (read)
        read = file->connection.forEach(
            "SELECT best_epoch * steps_per_epoch FROM runs WHERE number = ?", [&best](const Statement& row) { best = row.integer(0); },
            run.number);
    if (!read) return read.error();
    std::string steps;
    for (const auto& [step, folder] : kept) {
        if (at == "last" || (at == "best" ? step == best : at == std::to_string(step))) {
            Result<RunCheckpoint> checkpoint = readCheckpointFolder(folderOf(run.id) + "/" + folder);
            if (!checkpoint) return checkpoint.error();
            return std::make_shared<const RunCheckpoint>(*std::move(checkpoint));
        }
        steps += (steps.empty() ? "" : ", ") + std::to_string(step) + (step == best ? " (the best)" : "");
    }
    if (steps.empty())
        return Error{ErrorCode::RunNotFound, "no checkpoint is kept of the run: its model is big, or it ended before the first", run.id,
                     "train anew"};
    return Error{ErrorCode::RunNotFound, "no checkpoint is kept there", run.id, "kept are those of step " + steps};
}

Result<ResumableRun> RunStore::claimBranch(const std::string& run, const std::string& at, const ParamSet& config) {
    const Result<RunSummary> original = find(run);
    if (!original) return original.error();
    const Result<ParamSet> before = loadConfigOf(original->id);
    if (!before) return before.error();
    const auto kept = m_parts->checkpointAt(*original, at);
    if (!kept) return kept.error();
    Result<RunCheckpoint> branched = branchedCheckpoint(**kept, *before, config);
    if (!branched) return branched.error();
    auto checkpoint = std::make_shared<const RunCheckpoint>(*std::move(branched));
    const LoopState& loop = checkpoint->loop;
    const Result<RunId> id = claimRunId();
    if (!id) return id.error();
    const std::string folder = "checkpoints/" + std::to_string(loop.step);
    Result<void> done = makeDirectories(m_parts->folderOf(*id) + "/checkpoints");
    if (done) done = writeCheckpointFolder(m_parts->folderOf(*id) + "/" + folder, *checkpoint, std::nullopt);
    if (!done) return done.error();
    Connection& connection = m_parts->file->connection;
    Result<WriteTransaction> transaction = WriteTransaction::begin(connection);
    if (!transaction) return transaction.error();
    const Result<std::int64_t> number = connection.integer("SELECT number FROM runs WHERE id = ?", 0, *id);
    if (!number) return number.error();
    done = copyHistory(connection, original->number, *number, (*kept)->loop);
    if (done && loop.baseRate != (*kept)->loop.baseRate)
        done = insertLearningRate(connection, *number, {loop.step + 1, (*kept)->loop.baseRate, loop.baseRate});
    if (done)
        done = connection.run("INSERT INTO checkpoints (run, step, epoch, folder) VALUES (?, ?, ?, ?)", *number, loop.step, loop.epoch,
                              folder);
    const std::string changes = changesInWords(*before, config);
    if (done)
        done = insertNote(connection, *number, loop.step,
                          {false, "branched",
                           "branched from " + original->id + " at step " + std::to_string(loop.step) + ", after " +
                               std::to_string(loop.epoch) + " epochs" + (changes.empty() ? ", with nothing changed" : ": " + changes)});
    if (done) done = transaction->commit();
    if (!done) return done.error();
    return ResumableRun{*id, config, std::move(checkpoint), {}};
}

} // namespace epochlab::core
