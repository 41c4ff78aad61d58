#include "store/metric_blocks.h"
#include "store/model_file.h"
#include "store/run_rows.h"
#include "store/run_store_parts.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <map>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
constexpr const char* ranked = "coalesce(best_validation_accuracy, best_training_accuracy)";

std::string orderOf(const std::string& name) {
    if (name == "@best") return std::string(" AND best_epoch > 0 ORDER BY ") + ranked + " DESC, number DESC LIMIT 1";
    if (name == "@worst") return std::string(" AND best_epoch > 0 ORDER BY ") + ranked + " ASC, number DESC LIMIT 1";
    return " ORDER BY number DESC LIMIT 1";
}

using GradientRows = std::map<std::int64_t, GradientRow>; ///< by epoch

/// One row for each epoch, of the blocks of all layers; NaN where a layer has no value. quantity: of the row.
void addByLayer(const SeriesBlock& block, std::string_view start, std::vector<double> GradientRow::*quantity, StoredCurves& curves,
                GradientRows& rows) {
    const std::string layer = block.series.substr(start.size());
    std::vector<std::string>& layers = curves.layerNames;
    const auto place = static_cast<std::size_t>(std::ranges::find(layers, layer) - layers.begin());
    if (place == layers.size()) layers.push_back(layer);
    for (std::size_t i = 0; i < block.values.size(); ++i) {
        const std::int64_t epoch = (block.firstStep + static_cast<std::int64_t>(i) * block.stride) / curves.stepsPerEpoch;
        GradientRow& row = rows[epoch];
        row.epoch = epoch;
        std::vector<double>& values = row.*quantity;
        if (values.size() <= place) values.resize(place + 1, std::numeric_limits<double>::quiet_NaN());
        values[place] = block.values[i];
    }
}

/// Of kind, step, before, after, code and message.
void addEvent(const Statement& row, StoredCurves& curves) {
    if (row.text(0) != "learning-rate") return curves.notes.push_back({row.text(0) == "warning", row.text(4), row.text(5)});
    LearningRateEvent& change = curves.learningRates.emplace_back(LearningRateEvent{row.integer(1), row.real(2), row.real(3)});
    const auto before = storedSchedule(row.text(4), change.step);
    const auto after = storedSchedule(row.text(5), change.step);
    if (before && after && *after) change.schedule = {before->value_or(ScheduleShape()), **after};
    if (!after) curves.notes.push_back({true, "schedule-unknown", describe(after.error())});
}

Result<void> readFacts(Connection& connection, std::int64_t run, StoredCurves& curves) {
    return connection.forEach(
        "SELECT steps_per_epoch, layers, features, classes FROM runs WHERE number = ?",
        [&curves](const Statement& row) {
            curves.stepsPerEpoch = std::max<std::int64_t>(1, row.integer(0));
            curves.layerNames = storedNames(row.text(1));
            curves.featureNames = storedNames(row.text(2));
            curves.classNames = storedNames(row.text(3));
        },
        run);
}

/// A block of their own for values that are neither one a step nor one an epoch, as imported logs have them.
void addMetrics(SeriesBlock block, std::int64_t stepsPerEpoch, std::vector<MetricBlock>& metrics) {
    const auto epochOf = [stepsPerEpoch](std::int64_t step) { return (step - 1) / stepsPerEpoch + 1; };
    if (block.stride == 1 || block.stride == stepsPerEpoch) {
        metrics.push_back({std::move(block.series), epochOf(block.firstStep), block.firstStep, std::move(block.values)});
        return;
    }
    std::int64_t step = block.firstStep;
    for (const double value : block.values) {
        metrics.push_back({block.series, epochOf(step), step, {value}});
        step += block.stride;
    }
}

} // namespace

Error runNotFound(const std::string& what, const std::string& run) {
    return {ErrorCode::RunNotFound, what, run, "see epochlab-cli runs list, or give the path of a model file"};
}

Result<std::int64_t> RunStore::changeNumber() {
    const Result<bool> opened = m_parts->openToRead();
    if (!opened) return opened.error();
    return *opened ? m_parts->file->connection.integer("PRAGMA data_version", 0) : Result<std::int64_t>(0);
}

Result<std::vector<RunSummary>> RunStore::list(const RunFilter& filter) {
    const Result<bool> opened = m_parts->openToRead();
    if (!opened) return opened.error();
    if (!*opened) return std::vector<RunSummary>();
    return selectRuns(m_parts->file->connection, "deleted = 0 AND " + filter.condition() + " ORDER BY number", filter.values());
}

Result<RunSummary> RunStore::Parts::lookUp(const std::string& run, const std::string& among, const std::string& none) {
    if (run.empty()) return runNotFound("no run is named", run);
    const Result<bool> opened = openToRead();
    if (!opened) return opened.error();
    const bool byRank = run == "@last" || run == "@best" || run == "@worst";
    if (!*opened) return byRank ? runNotFound(none + directory, run) : runNotFound("there is no such run", run);
    if (byRank) {
        const auto found = selectRuns(file->connection, "deleted = 0 AND " + among + orderOf(run), {});
        if (!found) return found.error();
        return found->empty() ? Result<RunSummary>(runNotFound(none + directory, run)) : found->front();
    }
    for (const char* condition : {"id = ?", "deleted = 0 AND name = ?", "deleted = 0 AND substr(id, 1, length(?1)) = ?1"}) {
        const auto found = selectRuns(file->connection, std::string(condition) + " ORDER BY number LIMIT 1000", {run});
        if (!found) return found.error();
        if (found->size() == 1) return found->front();
        if (found->size() > 1)
            return Error{ErrorCode::Usage,
                         "\"" + run + "\" names " + std::to_string(found->size()) + " runs, " + found->front().id + " and others", "",
                         "give more of the run's id"};
    }
    return runNotFound("there is no such run", run);
}

Result<RunSummary> RunStore::find(const std::string& run) { return m_parts->lookUp(run, "1", "no run is stored in "); }

Result<ParamSet> RunStore::loadConfigOf(const RunId& run) {
    const Result<RunSummary> found = find(run);
    if (!found) return found.error();
    std::string text;
    const Result<void> read = m_parts->file->connection.forEach(
        "SELECT config FROM runs WHERE number = ?", [&text](const Statement& row) { text = row.text(0); }, found->number);
    if (!read) return read.error();
    return readRunFile(text, found->id);
}

Result<std::map<RunId, ParamSet>> RunStore::loadConfigs() {
    const Result<bool> opened = m_parts->openToRead();
    if (!opened) return opened.error();
    std::map<RunId, ParamSet> configs;
    if (!*opened) return configs;
    const Result<void> read = m_parts->file->connection.forEach("SELECT id, config FROM runs WHERE deleted = 0 AND config <> ''",
                                                                [&configs](const Statement& row) {
                                                                    const RunId id = row.text(0);
                                                                    if (Result<ParamSet> config = readRunFile(row.text(1), id))
                                                                        configs.emplace(id, *std::move(config));
                                                                });
    if (!read) return read.error();
    return configs;
}

Result<StoredCurves> RunStore::loadCurvesOf(const RunId& run, const std::vector<std::string>& only) {
    const Result<RunSummary> found = find(run);
    if (!found) return found.error();
    Connection& connection = m_parts->file->connection;
    StoredCurves curves;
    if (const Result<void> read = readFacts(connection, found->number, curves); !read) return read.error();
    Result<std::vector<SeriesBlock>> blocks = loadBlocks(connection, found->number, only);
    if (!blocks) return blocks.error();
    GradientRows gradients;
    for (SeriesBlock& block : *blocks) {
        if (block.series.starts_with(gradientSeries))
            addByLayer(block, gradientSeries, &GradientRow::squaredNorms, curves, gradients);
        else if (block.series.starts_with(updateSeries))
            addByLayer(block, updateSeries, &GradientRow::updateRatios, curves, gradients);
        else
            addMetrics(std::move(block), curves.stepsPerEpoch, curves.metrics);
    }
    for (auto& [epoch, row] : gradients) {
        row.squaredNorms.resize(curves.layerNames.size(), std::numeric_limits<double>::quiet_NaN());
        if (!row.updateRatios.empty()) row.updateRatios.resize(curves.layerNames.size(), std::numeric_limits<double>::quiet_NaN());
        row.layerNames = curves.layerNames;
        curves.gradients.push_back(std::move(row));
    }
    const Result<void> read = connection.forEach(
        "SELECT kind, step, before, after, code, message FROM events WHERE run = ? AND kind NOT IN ('planned-rate', 'branch-of') ORDER BY "
        "number",
        [&curves](const Statement& row) { addEvent(row, curves); }, found->number);
    if (!read) return read.error();
    return curves;
}

Result<StoredPredictions> RunStore::loadPredictionsOf(const RunId& run, std::optional<Split> only) {
    const Result<RunSummary> found = find(run);
    if (!found) return found.error();
    return loadPredictions(m_parts->file->connection, found->number, only);
}

Result<StoredEpoch> RunStore::loadEpochOf(const RunId& run, std::int64_t epoch) {
    const Result<RunSummary> found = find(run);
    if (!found) return found.error();
    Result<std::optional<StoredEpoch>> stored = loadEpoch(m_parts->file->connection, found->number, epoch);
    if (!stored) return stored.error();
    if (*stored) return **std::move(stored);
    return Error{ErrorCode::RunNotFound, "nothing is kept of epoch " + std::to_string(epoch), run,
                 "choose a later epoch, or train the run again"};
}

Result<std::vector<Split>> RunStore::predictedSplitsOf(const RunId& run) {
    const Result<bool> opened = m_parts->openToRead();
    if (!opened) return opened.error();
    return *opened ? predictedSplits(m_parts->file->connection, run) : Result<std::vector<Split>>(std::vector<Split>());
}

Result<Model> RunStore::loadModelOf(const std::string& run) {
    std::error_code ignored;
    constexpr const char* modelFile = "/model.safetensors";
    if (!run.empty() && run[0] != '@' && fs::is_directory(fs::path(run) / "", ignored)) return loadModel(run + modelFile);
    if (!run.empty() && run[0] != '@' && fs::exists(run, ignored)) return loadModel(run);
    const Result<RunSummary> found = m_parts->lookUp(run, "best_epoch > 0", "no run with a model is stored in ");
    if (!found) return found.error();
    const std::string folder = m_parts->folderOf(found->id);
    if (fs::exists(folder + modelFile, ignored)) return loadModel(folder + modelFile);
    // A run that trains or was interrupted: the best epoch of its last checkpoint.
    std::string checkpoint;
    const Result<void> read = m_parts->file->connection.forEach(
        "SELECT folder FROM checkpoints WHERE run = ? ORDER BY step DESC LIMIT 1",
        [&checkpoint](const Statement& row) { checkpoint = row.text(0); }, found->number);
    if (!read) return read.error();
    if (!checkpoint.empty() && fs::exists(folder + "/" + checkpoint + modelFile, ignored))
        return loadModel(folder + "/" + checkpoint + modelFile);
    return runNotFound("the run ended before its first epoch and has no model", run);
}

} // namespace epochlab::core
