#include "store/run_recorder.h"

#include "base/file_writer.h"
#include "base/machine_memory.h"
#include "params/setting_words.h"
#include "store/checkpoint_folder.h"
#include "store/epoch_rows.h"
#include "store/model_file.h"
#include "store/prediction_rows.h"
#include "store/run_rows.h"

#include <algorithm>
#include <filesystem>
#include <limits>

namespace epochlab::core {
namespace {

constexpr std::int64_t keptCheckpoints = 2;

std::string checkpointFolder(std::int64_t step) { return "checkpoints/" + std::to_string(step); }

std::string layerName(const GradientRow& row, const StartedEvent* started, std::size_t layer) {
    const std::vector<std::string>& names = row.layerNames.empty() && started != nullptr ? started->shape.layerNames : row.layerNames;
    return layer < names.size() ? names[layer] : std::to_string(layer);
}

/// "the program held 1.3 GB of memory at most, and this machine lets it have 25.2 GB"
std::string memoryInWords(const FinishedEvent& finished) {
    const auto gigabytes = [](std::int64_t bytes) { return shortNumber(static_cast<double>(bytes) / 1e9, 3) + " GB"; };
    return "the program held " + gigabytes(finished.mostMemory) + " of memory at most, and this machine lets it have " +
           gigabytes(machineMemory());
}

} // namespace

std::optional<Model> RunRecorder::modelOf(const RunId& id, const std::shared_ptr<const ModelWeights>& weights) const {
    const auto known = m_known.find(id);
    if (!weights || known == m_known.end() || !known->second.started || !known->second.started->dataset) return std::nullopt;
    const StartedEvent& started = *known->second.started;
    return makeModel(started.config, *started.dataset, weights);
}

Result<void> RunRecorder::writeFiles(const Event& event) {
    const auto* finished = std::get_if<FinishedEvent>(&event.payload);
    const auto* kept = std::get_if<CheckpointEvent>(&event.payload);
    const std::shared_ptr<const RunCheckpoint> checkpoint = kept ? kept->checkpoint : finished ? finished->checkpoint : nullptr;
    const auto known = m_known.find(event.run);
    if ((!finished && !kept) || known == m_known.end()) return {};
    const std::string folder = folderOf(event.run);
    Result<void> done;
    for (const RunCheckpoint* each : {kept ? kept->best.get() : finished->bestCheckpoint.get(), checkpoint.get()}) {
        if (!each || !done) continue;
        done = makeDirectoriesBelow(m_directory, "runs/" + event.run + "/checkpoints");
        if (done)
            done =
                writeCheckpointFolder(folder + "/" + checkpointFolder(each->loop.step), *each, modelOf(event.run, each->loop.bestWeights));
    }
    if (!done || !finished) return done;
    done = makeDirectoriesBelow(m_directory, "runs/" + event.run);
    if (done) done = writeFileDurably(folder + "/run.toml", writeRunFile(known->second.started->config, false));
    if (const auto model = modelOf(event.run, finished->bestWeights); model && done)
        done = saveModel(*model, folder + "/model.safetensors");
    return done;
}

Result<void> RunRecorder::writeRows(const Event& event) {
    if (const auto* started = std::get_if<StartedEvent>(&event.payload)) return start(event.run, *started);
    if (const auto* finished = std::get_if<FinishedEvent>(&event.payload)) return finish(event.run, *finished);
    const auto known = m_known.find(event.run);
    if (known == m_known.end()) return {}; // a phase before the start
    Known& run = known->second;
    if (const auto* block = std::get_if<MetricBlock>(&event.payload))
        return add(run, {block->series, block->firstStep, block->series == "batch_loss" ? 1 : run.stepsPerEpoch, block->values});
    if (const auto* change = std::get_if<LearningRateEvent>(&event.payload)) return changeRate(run, *change);
    if (const auto* note = std::get_if<NoteEvent>(&event.payload)) return insertNote(m_connection, run.number, run.step, *note);
    if (const auto* kept = std::get_if<CheckpointEvent>(&event.payload))
        return keepCheckpoint(event.run, run, *kept->checkpoint, kept->best.get());
    if (const auto* model = std::get_if<EpochModelEvent>(&event.payload)) return insertEpochModel(m_connection, run.number, *model);
    if (const auto* answers = std::get_if<EpochAnswersEvent>(&event.payload)) {
        const Result<void> done = insertDataRows(m_connection, *run.started->dataset);
        return done ? insertEpochAnswers(m_connection, run.number, *answers) : done;
    }
    if (const auto* row = std::get_if<GradientRow>(&event.payload)) {
        run.epochs = row->epoch;
        Result<void> added = addByLayer(run, *row, gradientSeries, row->squaredNorms);
        return added ? addByLayer(run, *row, updateSeries, row->updateRatios) : added;
    }
    return {};
}

/// A value of each layer, in series of their own.
Result<void> RunRecorder::addByLayer(Known& run, const GradientRow& row, std::string_view start, std::span<const double> values) {
    for (std::size_t layer = 0; layer < values.size(); ++layer) {
        const std::string series = std::string(start) + layerName(row, run.started.get(), layer);
        if (Result<void> added = add(run, {series, row.epoch * run.stepsPerEpoch, run.stepsPerEpoch, {values[layer]}}); !added)
            return added;
    }
    return {};
}

Result<void> RunRecorder::start(const RunId& id, const StartedEvent& started) {
    Result<bool> made = insertRun(m_connection, id, "running", thisProcess());
    if (!made) return made.error();
    Known run;
    const Result<std::int64_t> number = m_connection.integer("SELECT number FROM runs WHERE id = ?", 0, id);
    if (!number) return number.error();
    run.number = *number;
    run.stepsPerEpoch = std::max<std::int64_t>(1, started.shape.stepsPerEpoch);
    run.step = started.resumedFrom;
    run.epochs = started.resumedFrom / run.stepsPerEpoch;
    run.started = std::make_shared<const StartedEvent>(started);
    Result<void> done = updateStarted(m_connection, run.number, started, thisProcess());
    if (done) done = prepareToRecompute(id, run, started);
    for (const RateChange& change : started.plannedRates)
        if (done) done = insertPlannedRate(m_connection, run.number, change);
    if (done) m_known[id] = std::move(run);
    return done;
}

/// Those of `condition`; their folders go after the commit.
template <typename... Values> Result<void> RunRecorder::dropCheckpoints(const RunId& id, std::string_view condition, Values... values) {
    const auto name = [&](const Statement& row) { m_oldFolders.push_back(folderOf(id) + "/" + row.text(0)); };
    Result<void> done = m_connection.forEach("SELECT folder FROM checkpoints WHERE " + std::string(condition), name, values...);
    if (done) done = m_connection.run("DELETE FROM checkpoints WHERE " + std::string(condition), values...);
    return done;
}

/// What was stored beyond the checkpoint comes again, bit for bit, and takes the place of what is there.
Result<void> RunRecorder::prepareToRecompute(const RunId& id, Known& run, const StartedEvent& started) {
    const std::int64_t from = started.resumedFrom;
    // Checkpoints beyond the one that was taken were not sound.
    Result<void> done = dropCheckpoints(id, "run = ? AND step > ?", run.number, from);
    const auto expect = [&run](const Statement& row) {
        const auto schedule = storedSchedule(row.text(2), row.integer(0)); // an unknown one does not come again
        run.expectedRates.push_back({row.integer(0), row.real(1), schedule ? *schedule : std::optional(ScheduleShape())});
    };
    if (done)
        done = m_connection.forEach(
            "SELECT step, after, message FROM events WHERE run = ? AND kind = 'learning-rate' AND step > ? ORDER BY number", expect,
            run.number, from);
    if (!done) return done;
    const Result<std::int64_t> last = lastStepOf(m_connection, run.number);
    if (!last) return last.error();
    run.recomputedTo = *last;
    run.knownRates = changesMade(run.expectedRates, from, started.baseRate, started.schedule);
    return {};
}

Result<void> RunRecorder::add(Known& run, SeriesBlock block) {
    if (block.values.empty()) return {};
    if (Result<void> done = passRates(run, block.lastStep()); !done) return done;
    run.step = std::max(run.step, block.lastStep());
    const auto [held, fresh] = m_heldBack.try_emplace({run.number, block.series}, block);
    if (fresh || held->second.join(block)) return {};
    Result<void> written = write(run, held->second);
    held->second = std::move(block);
    return written;
}

Result<void> RunRecorder::write(Known& run, const SeriesBlock& block) {
    if (block.firstStep > run.recomputedTo) return appendBlock(m_connection, run.number, block);
    const Result<std::int64_t> differences = replaceBlock(m_connection, run.number, block);
    if (!differences) return differences.error();
    if (block.series == "seconds" || *differences == 0) return {};
    if (std::exchange(run.differences, run.differences + *differences) > 0) return {};
    return insertNote(m_connection, run.number, block.firstStep,
                      {true, "recomputed-differs",
                       "values computed again after a checkpoint differ from those before, in " + block.series + " from step " +
                           std::to_string(block.firstStep) + " on: another machine, program or number of threads"});
}

Result<void> RunRecorder::writeHeldBack() {
    for (auto& [id, run] : m_known) {
        auto held = m_heldBack.lower_bound({run.number, ""});
        while (held != m_heldBack.end() && held->first.first == run.number) {
            if (Result<void> written = write(run, held->second); !written) return written;
            held = m_heldBack.erase(held);
        }
        const bool told = m_committed.contains(id) && m_committed.at(id).epochs == run.epochs;
        if (told) continue;
        if (Result<void> done = m_connection.run("UPDATE runs SET epochs = ? WHERE number = ?", run.epochs, run.number); !done) return done;
    }
    return {};
}

void RunRecorder::forget() {
    m_known = m_committed;
    m_heldBack.clear();
    m_oldFolders.clear();
}

/// The run has trained a step: the changes up to it have come again, were the checkpoint's already, or will not come.
Result<void> RunRecorder::passRates(Known& run, std::int64_t step) {
    std::vector<RateChange>& expected = run.expectedRates;
    if (expected.empty() || expected.front().step > step) return {};
    expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(std::exchange(run.knownRates, 0)));
    return expected.empty() || expected.front().step > step ? Result<void>{} : takeBackRates(run);
}

/// The run has come to a step at which its learning rate was changed before, and was not now (the checkpoint did not know of it): from
/// there on it goes another way.
Result<void> RunRecorder::takeBackRates(Known& run) {
    const std::int64_t step = run.expectedRates.front().step;
    const std::string what = run.expectedRates.front().schedule ? "schedule" : "learning rate";
    run.expectedRates.clear();
    if (Result<void> done = leaveCourse(run, step); !done) return done;
    return insertNote(m_connection, run.number, step,
                      {true, "learning-rate-taken-back",
                       "the " + what + " was changed at step " + std::to_string(step) +
                           ", after the checkpoint that the run went on from: the change and what followed it are taken back"});
}

/// Drops what was stored from a step on.
Result<void> RunRecorder::leaveCourse(Known& run, std::int64_t step) {
    Result<void> done = writeHeldBack();
    if (done) done = dropValuesFrom(m_connection, run.number, step);
    if (done) done = m_connection.run("DELETE FROM events WHERE run = ? AND kind = 'learning-rate' AND step >= ?", run.number, step);
    run.recomputedTo = std::min(run.recomputedTo, step - 1);
    return done;
}

Result<void> RunRecorder::changeRate(Known& run, const LearningRateEvent& change) {
    std::vector<RateChange>& expected = run.expectedRates;
    const std::size_t most = std::min(expected.size(), run.knownRates + 1);
    for (std::size_t i = 0; i < most; ++i) {
        if (expected[i] != changeOf(change)) continue;
        expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(i) + 1); // the same as before
        run.knownRates -= std::min(run.knownRates, i + 1);
        return {};
    }
    if (Result<void> done = passRates(run, std::numeric_limits<std::int64_t>::max()); !done) return done;
    if (change.step <= run.recomputedTo)
        if (Result<void> done = leaveCourse(run, change.step); !done) return done;
    return insertLearningRate(m_connection, run.number, change);
}

Result<void> RunRecorder::insertCheckpoint(const Known& run, const RunCheckpoint& checkpoint) {
    return m_connection.run("INSERT OR REPLACE INTO checkpoints (run, step, epoch, folder) VALUES (?, ?, ?, ?)", run.number,
                            checkpoint.loop.step, checkpoint.loop.epoch, checkpointFolder(checkpoint.loop.step));
}

/// The newest two stay, and that of the best epoch's end.
Result<void> RunRecorder::keepCheckpoint(const RunId& id, Known& run, const RunCheckpoint& checkpoint, const RunCheckpoint* best) {
    reachSaveStep();
    const LoopState& loop = checkpoint.loop;
    Result<void> done = insertCheckpoint(run, checkpoint);
    if (done && best) done = insertCheckpoint(run, *best);
    if (done) done = m_connection.run("UPDATE runs SET seconds = ? WHERE number = ?", loop.seconds, run.number);
    if (done && loop.best) done = updateBest(m_connection, run.number, *loop.best);
    constexpr std::string_view old = "run = ?1 AND (step > ?2 OR step NOT IN (SELECT step FROM checkpoints WHERE run = ?1 AND step <= ?2 "
                                     "ORDER BY step DESC LIMIT ?3) AND step <> ?4)";
    if (done) done = dropCheckpoints(id, old, run.number, loop.step, keptCheckpoints, bestStep(run, loop.best));
    return done;
}

Result<void> RunRecorder::finish(const RunId& id, const FinishedEvent& finished) {
    if (finished.unstarted && !m_known.contains(id))
        if (Result<void> begun = start(id, *finished.unstarted); !begun) return begun;
    const auto known = m_known.find(id);
    if (known == m_known.end()) return finishUnstarted(id);
    Result<void> done = writeHeldBack();
    Known& run = known->second;
    if (done && finished.checkpoint) done = keepCheckpoint(id, run, *finished.checkpoint, finished.bestCheckpoint.get());
    if (done && !finished.checkpoint && finished.bestCheckpoint) done = insertCheckpoint(run, *finished.bestCheckpoint);
    if (done && finished.end == RunEnd::Finished) done = keepAtEnd(id, run, finished);
    if (done && finished.predictions) done = insertDataRows(m_connection, *run.started->dataset);
    if (done && finished.predictions) done = insertPredictions(m_connection, run.number, *finished.predictions);
    if (done && finished.mostMemory > 0) done = insertNote(m_connection, run.number, run.step, {false, "memory", memoryInWords(finished)});
    if (done) done = updateFinished(m_connection, run.number, finished);
    if (done) m_known.erase(known);
    return done;
}

/// Of a finished run its end, to train it further, and its best epoch's, to branch from; none where the model is big.
Result<void> RunRecorder::keepAtEnd(const RunId& id, const Known& run, const FinishedEvent& finished) {
    const RunCheckpoint* last = finished.checkpoint.get();
    const std::int64_t step = last ? last->loop.step : -1;
    Result<void> done =
        dropCheckpoints(id, "run = ? AND step NOT IN (?, ?)", run.number, step, last ? bestStep(run, finished.best) : std::int64_t{-1});
    if (!last) m_oldFolders.push_back(folderOf(id) + "/checkpoints");
    return done;
}

/// Its data could not be read, say: what was only claimed goes, what was to be gone on with stays as it was.
Result<void> RunRecorder::finishUnstarted(const RunId& id) {
    Result<void> done = m_connection.run("DELETE FROM runs WHERE id = ? AND state = 'waiting'", id);
    if (done)
        done = m_connection.run("UPDATE runs SET state = CASE WHEN epochs >= planned_epochs THEN 'finished' ELSE 'interrupted' END, "
                                "owner_host = '', owner_pid = 0, owner_program = '', "
                                "owner_start = '' WHERE id = ? AND state = 'running' AND owner_pid = ? AND owner_start = ?",
                                id, thisProcess().pid, thisProcess().start);
    return done;
}

void RunRecorder::removeOldFolders() {
    std::error_code ignored;
    for (const std::string& folder : std::exchange(m_oldFolders, {})) std::filesystem::remove_all(folder, ignored);
}

} // namespace epochlab::core
