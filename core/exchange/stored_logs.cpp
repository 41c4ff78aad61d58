#include "exchange/stored_logs.h"

#include "base/foreign_text.h"
#include "data/csv_cells.h"
#include "store/metric_blocks.h"
#include "store/run_rows.h"
#include "store/run_store.h"

#include <algorithm>
#include <limits>

namespace epochlab::core {
namespace {

constexpr double millisecondsPerSecond = 1000.0;

/// Moves steps that begin with 0.
void countFromOne(ImportedRun& run) {
    const bool fromZero =
        std::ranges::any_of(run.series, [](const LoggedSeries& series) { return !series.steps.empty() && series.steps.front() == 0; });
    if (!fromZero) return;
    for (LoggedSeries& series : run.series)
        for (std::int64_t& step : series.steps) ++step;
    run.notes.emplace_back("its steps are counted from 0, and from 1 here");
}

/// As few blocks of equal strides as follow each other.
std::vector<SeriesBlock> blocksOf(const LoggedSeries& series) {
    std::vector<SeriesBlock> blocks;
    for (std::size_t i = 0; i < series.steps.size(); ++i) {
        SeriesBlock* last = blocks.empty() ? nullptr : &blocks.back();
        const std::int64_t gap = last ? series.steps[i] - last->lastStep() : 0;
        if (last && last->values.size() == 1) last->stride = gap;
        if (last && last->stride == gap)
            last->values.push_back(series.values[i]);
        else
            blocks.push_back({series.tag, series.steps[i], 1, {series.values[i]}});
    }
    return blocks;
}

/// Where all but the batch losses have a value at each multiple of the same number of steps, that is an epoch; else a step is one.
std::int64_t stepsPerEpochOf(const std::vector<SeriesBlock>& blocks) {
    std::int64_t steps = 0;
    for (const SeriesBlock& block : blocks) {
        if (block.series == "batch_loss" && block.stride == 1) continue;
        const std::int64_t own = block.values.size() == 1 ? block.firstStep : block.stride;
        if ((steps != 0 && own != steps) || block.firstStep != own) return 1;
        steps = own;
    }
    return std::max<std::int64_t>(1, steps);
}

std::int64_t createdOf(const ImportedRun& run) {
    double first = std::numeric_limits<double>::infinity();
    for (const LoggedSeries& series : run.series)
        for (const double time : series.wallTimes) first = std::min(first, time);
    constexpr double mostSeconds = 1e11; // the year 5138
    return first > 0.0 && first < mostSeconds ? static_cast<std::int64_t>(first * millisecondsPerSecond) : nowMilliseconds();
}

Result<void> keepRows(Connection& connection, std::int64_t number, const ImportedRun& run) {
    std::vector<SeriesBlock> blocks;
    for (const LoggedSeries& series : run.series)
        for (SeriesBlock& block : blocksOf(series)) blocks.push_back(std::move(block));
    const std::int64_t perEpoch = stepsPerEpochOf(blocks);
    std::int64_t epochs = 0;
    for (const SeriesBlock& block : blocks) epochs = std::max(epochs, block.lastStep() / perEpoch);
    Result<void> done =
        connection.run("UPDATE runs SET name = ?, data_name = ?, epochs = ?, planned_epochs = ?, steps_per_epoch = ? WHERE number = ?",
                       showable(run.name), showable("imported from " + run.source), epochs, epochs, perEpoch, number);
    for (const std::string& note : run.notes)
        if (done) done = insertNote(connection, number, 0, {false, "imported", showable(note)});
    for (const SeriesBlock& block : blocks)
        if (done) done = appendBlock(connection, number, block);
    return done;
}

Result<RunId> keepRun(Connection& connection, const ImportedRun& run) {
    Result<RunId> id = insertNewRun(connection, makeRunId, "imported", {}, createdOf(run));
    if (!id) return id;
    const Result<void> kept = keepRows(connection, connection.lastRow(), run);
    return kept ? id : kept.error();
}

/// Seconds since the run's start at a step, between the epochs that it knows.
double secondsAt(const LoggedSeries& seconds, std::int64_t step) {
    const auto after = std::ranges::lower_bound(seconds.steps, step);
    const auto place = static_cast<std::size_t>(after - seconds.steps.begin());
    if (place == seconds.steps.size()) return seconds.values.back();
    const double before = place == 0 ? 0.0 : seconds.values[place - 1];
    const std::int64_t from = place == 0 ? 0 : seconds.steps[place - 1];
    const double share = static_cast<double>(step - from) / static_cast<double>(std::max<std::int64_t>(1, seconds.steps[place] - from));
    return before + share * (seconds.values[place] - before);
}

void addTimes(std::vector<LoggedSeries>& all, double created) {
    const auto seconds = std::ranges::find(all, "seconds", &LoggedSeries::tag);
    if (seconds == all.end()) return;
    const LoggedSeries times = *seconds;
    for (LoggedSeries& series : all)
        for (const std::int64_t step : series.steps) series.wallTimes.push_back(created + secondsAt(times, step));
}

} // namespace

Result<std::vector<RunId>> keepImportedRuns(const std::string& storeDirectory, std::vector<ImportedRun> runs) {
    Result<StoreFile> store = openRunStoreToWrite(storeDirectory);
    if (!store) return store.error();
    Result<WriteTransaction> transaction = WriteTransaction::begin(store->connection);
    if (!transaction) return transaction.error();
    std::vector<RunId> ids;
    for (ImportedRun& run : runs) {
        countFromOne(run);
        const Result<RunId> id = keepRun(store->connection, run);
        if (!id) return id.error();
        ids.push_back(*id);
    }
    if (const Result<void> committed = transaction->commit(); !committed) return committed.error();
    return ids;
}

Result<std::vector<LoggedSeries>> loadLoggedSeries(const std::string& storeDirectory, const RunSummary& run) {
    Result<StoreFile> store = openRunStore(storeDirectory);
    if (!store) return store.error();
    const Result<std::vector<SeriesBlock>> blocks = loadBlocks(store->connection, run.number);
    if (!blocks) return blocks.error();
    std::vector<LoggedSeries> all;
    for (const SeriesBlock& block : *blocks) {
        if (all.empty() || all.back().tag != block.series) all.push_back({block.series, {}, {}, {}});
        for (std::size_t i = 0; i < block.values.size(); ++i) {
            all.back().steps.push_back(block.firstStep + static_cast<std::int64_t>(i) * block.stride);
            all.back().values.push_back(block.values[i]);
        }
    }
    addTimes(all, static_cast<double>(run.created) / millisecondsPerSecond);
    return all;
}

std::string csvOf(const RunId& run, std::span<const LoggedSeries> series) {
    std::string text;
    for (const LoggedSeries& each : series)
        for (std::size_t i = 0; i < each.steps.size(); ++i)
            text += csvCell(run) + "," + csvCell(each.tag) + "," + std::to_string(each.steps[i]) + "," + valueText(each.values[i]) + "\n";
    return text;
}

} // namespace epochlab::core
