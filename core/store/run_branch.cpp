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
    const bool justChanged = loop.schedule && loop.schedule->since == loop.step;
    const std::string known = justChanged ? scheduleText(loop.schedule->shape) : std::string();
    if (done)
        done = connection.run(
            "INSERT INTO events (run, step, kind, code, message, before, after) SELECT ?1, step, kind, code, message, "
            "before, after FROM events WHERE run = ?2 AND (step <= ?3 OR step = ?3 + 1 AND kind = 'learning-rate' AND "
            "after = ?4 AND message IN ('', ?5)) AND kind NOT IN ('planned-rate', 'branch-of') AND code NOT LIKE 'rerun-%' ORDER BY number",
            to, from, loop.step, loop.baseRate, known);
    if (done)
        done = connection.run("INSERT INTO epoch_models (run, epoch, weights) SELECT ?, epoch, weights FROM epoch_models WHERE run = ? AND "
                              "epoch <= ?",
                              to, from, loop.epoch);
    if (done)
        done = connection.run("INSERT INTO epoch_answers (run, epoch, answers) SELECT ?, epoch, answers FROM epoch_answers WHERE run = ? "
                              "AND epoch <= ?",
                              to, from, loop.epoch);
    return done;
}

std::string folderName(std::int64_t step) { return "checkpoints/" + std::to_string(step); }

Error notHere(const BranchOrigin& origin, const RunId& branch) {
    return {ErrorCode::RunNotFound, "the run is a branch of " + origin.run + ", which is not in this store", branch,
            "name another run, or import that one"};
}

} // namespace

Result<std::vector<KeptCheckpoint>> RunStore::Parts::checkpointsOf(const RunSummary& run) {
    const Result<std::int64_t> best =
        file->connection.integer("SELECT best_epoch * steps_per_epoch FROM runs WHERE number = ?", -1, run.number);
    if (!best) return best.error();
    std::vector<KeptCheckpoint> kept;
    const Result<void> read = file->connection.forEach(
        "SELECT step, epoch FROM checkpoints WHERE run = ? ORDER BY step",
        [&](const Statement& row) {
            kept.push_back({row.integer(0), row.integer(1), row.integer(0) == *best, false});
        },
        run.number);
    if (!read) return read.error();
    if (!kept.empty()) kept.back().last = true;
    return kept;
}

Result<std::shared_ptr<const RunCheckpoint>> RunStore::Parts::checkpointAt(const RunSummary& run, const std::string& at) {
    const Result<std::vector<KeptCheckpoint>> kept = checkpointsOf(run);
    if (!kept) return kept.error();
    std::string steps;
    for (const KeptCheckpoint& each : *kept) {
        if (at == "last" ? each.last : at == "best" ? each.best : at == std::to_string(each.step)) {
            Result<RunCheckpoint> checkpoint = readCheckpointFolder(folderOf(run.id) + "/" + folderName(each.step));
            if (!checkpoint) return checkpoint.error();
            return std::make_shared<const RunCheckpoint>(*std::move(checkpoint));
        }
        steps += (steps.empty() ? "" : ", ") + std::to_string(each.step) + (each.best ? " (the best)" : "");
    }
    if (steps.empty())
        return Error{ErrorCode::RunNotFound, "no checkpoint is kept of the run: its model is big, or it ended before the first", run.id,
                     "train anew"};
    return Error{ErrorCode::RunNotFound, "no checkpoint is kept there", run.id, "kept are those of step " + steps};
}

Result<std::optional<BranchOrigin>> RunStore::Parts::originOf(const RunSummary& run) {
    std::optional<BranchOrigin> origin;
    const Result<void> read = file->connection.forEach(
        "SELECT code, step, number FROM events WHERE run = ? AND kind = 'branch-of'",
        [&origin](const Statement& row) {
            origin = BranchOrigin{row.text(0), row.integer(1), row.integer(2)};
        },
        run.number);
    if (!read) return read.error();
    return origin;
}

Result<std::vector<KeptCheckpoint>> RunStore::checkpointsOf(const RunId& run) {
    const Result<RunSummary> found = find(run);
    return found ? m_parts->checkpointsOf(*found) : found.error();
}

Result<ResumableRun> RunStore::claimRerun(const std::string& run) {
    const Result<RunSummary> found = find(run);
    if (!found) return found.error();
    const Result<std::optional<BranchOrigin>> origin = m_parts->originOf(*found);
    if (!origin) return origin.error();
    const bool ended = found->state != "running" && found->state != "waiting";
    if (!*origin || !ended) {
        Result<RunRequest> request = requestToRerun(found->id);
        if (!request) return request.error();
        const Result<RunId> id = claimRunId();
        if (!id) return id.error();
        return ResumableRun{*id, request->config, nullptr, std::move(request->rateChanges)};
    }
    const Result<ParamSet> config = loadConfigOf(found->id);
    if (!config) return config.error();
    const BranchOrigin& from = **origin;
    const Result<RunSummary> original = find(from.run);
    if (!original) return notHere(from, found->id);
    const Result<std::vector<KeptCheckpoint>> kept = m_parts->checkpointsOf(*original);
    if (!kept) return kept.error();
    if (std::ranges::find(*kept, from.step, &KeptCheckpoint::step) == kept->end())
        return Error{ErrorCode::RunNotFound,
                     "the branch began with the checkpoint of step " + std::to_string(from.step) + " of " + from.run +
                         ", which is no longer kept: only the last ones and the best epoch's are",
                     found->id, "branch from one that is kept, or train anew"};
    Result<std::vector<RateChange>> changes = m_parts->rateChangesOf(*found, from.event);
    if (!changes) return changes.error();
    return claimBranch(from.run, std::to_string(from.step), *config, *std::move(changes));
}

Result<std::string> RunStore::commandOf(const RunId& run) {
    const Result<RunSummary> found = find(run);
    if (!found) return found.error();
    if (found->state == "imported")
        return Error{ErrorCode::RunNotFound, "the run was imported from a log, and its settings are not known", run, "name another run"};
    const Result<ParamSet> config = loadConfigOf(found->id);
    if (!config) return config.error();
    const Result<std::optional<BranchOrigin>> origin = m_parts->originOf(*found);
    if (!origin) return origin.error();
    const Result<std::int64_t> copied =
        m_parts->file->connection.integer("SELECT count(*) FROM events WHERE run = ? AND number < ? AND kind = 'learning-rate'", 0,
                                          found->number, *origin ? (*origin)->event : 0);
    if (!copied) return copied.error();
    const Result<StoredCurves> curves = loadCurvesOf(found->id);
    if (!curves) return curves.error();
    const std::string changes = rateChangeFlags(std::span(curves->learningRates).subspan(static_cast<std::size_t>(*copied)));
    if (!*origin) return commandLine(*config) + changes;
    const Result<ParamSet> before = loadConfigOf((*origin)->run);
    if (!before) return notHere(**origin, found->id);
    std::string text = "epochlab-cli branch " + (*origin)->run + " --at " + std::to_string((*origin)->step);
    for (const std::string& id : ParamSet::differences(*before, *config)) text += " --" + id + " " + shellWord(config->textOf(id));
    return text + changes;
}

Result<ResumableRun> RunStore::claimBranch(const std::string& run, const std::string& at, const ParamSet& config,
                                           std::vector<RateChange> rateChanges) {
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
    const std::string folder = folderName(loop.step);
    Result<void> done = makeDirectoriesBelow(m_parts->directory, "runs/" + *id + "/checkpoints");
    if (done) done = writeCheckpointFolder(m_parts->folderOf(*id) + "/" + folder, *checkpoint, std::nullopt);
    if (!done) return done.error();
    Connection& connection = m_parts->file->connection;
    Result<WriteTransaction> transaction = WriteTransaction::begin(connection);
    if (!transaction) return transaction.error();
    const Result<std::int64_t> number = connection.integer("SELECT number FROM runs WHERE id = ?", 0, *id);
    if (!number) return number.error();
    done = updateConfig(connection, *number, config);
    if (done) done = copyHistory(connection, original->number, *number, (*kept)->loop);
    if (done && loop.baseRate != (*kept)->loop.baseRate)
        done = insertLearningRate(connection, *number, {loop.step + 1, (*kept)->loop.baseRate, loop.baseRate});
    if (done)
        done = connection.run("INSERT INTO checkpoints (run, step, epoch, folder) VALUES (?, ?, ?, ?)", *number, loop.step, loop.epoch,
                              folder);
    if (done)
        done = connection.run("INSERT INTO events (run, step, kind, code) VALUES (?, ?, 'branch-of', ?)", *number, loop.step, original->id);
    const std::string changes = changesInWords(*before, config);
    if (done)
        done = insertNote(connection, *number, loop.step,
                          {false, "branched",
                           "branched from " + original->id + " at step " + std::to_string(loop.step) + ", after " +
                               std::to_string(loop.epoch) + " epochs" + (changes.empty() ? ", with nothing changed" : ": " + changes)});
    if (done) done = transaction->commit();
    if (!done) return done.error();
    return ResumableRun{*id, config, std::move(checkpoint), std::move(rateChanges)};
}

} // namespace epochlab::core
