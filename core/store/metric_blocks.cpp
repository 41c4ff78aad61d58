#include "store/metric_blocks.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace epochlab::core {
namespace {

static_assert(std::endian::native == std::endian::little, "stored values are little-endian");

SeriesBlock blockOf(const Statement& row) {
    SeriesBlock block{row.text(0), row.integer(1), std::max<std::int64_t>(1, row.integer(2)), {}};
    const std::span<const std::byte> bytes = row.bytes(3);
    block.values.resize(bytes.size() / sizeof(double));
    if (!block.values.empty()) std::memcpy(block.values.data(), bytes.data(), block.values.size() * sizeof(double));
    return block;
}

/// The part of a block whose steps lie in [from, to].
SeriesBlock partOf(const SeriesBlock& block, std::int64_t from, std::int64_t to) {
    SeriesBlock part{block.series, 0, block.stride, {}};
    for (std::size_t i = 0; i < block.values.size(); ++i) {
        const std::int64_t step = block.firstStep + static_cast<std::int64_t>(i) * block.stride;
        if (step < from || step > to) continue;
        if (part.values.empty()) part.firstStep = step;
        part.values.push_back(block.values[i]);
    }
    return part;
}

std::int64_t differencesOf(const SeriesBlock& before, const SeriesBlock& after) {
    std::int64_t count = 0;
    for (std::size_t i = 0; i < before.values.size(); ++i) {
        const std::int64_t offset = before.firstStep + static_cast<std::int64_t>(i) * before.stride - after.firstStep;
        if (offset < 0 || offset % after.stride != 0 || offset / after.stride >= static_cast<std::int64_t>(after.values.size())) continue;
        const double value = after.values[static_cast<std::size_t>(offset / after.stride)];
        count += std::bit_cast<std::uint64_t>(value) != std::bit_cast<std::uint64_t>(before.values[i]) ? 1 : 0;
    }
    return count;
}

Result<void> removeBlock(Connection& connection, std::int64_t run, const SeriesBlock& block) {
    return connection.run("DELETE FROM metrics WHERE run = ? AND series = ? AND first_step = ?", run, block.series, block.firstStep);
}

constexpr std::string_view overlapping = R"(SELECT series, first_step, stride, "values" FROM metrics
  WHERE run = ? AND series = ? AND first_step <= ? AND first_step + (count - 1) * stride >= ?)";

} // namespace

bool SeriesBlock::join(const SeriesBlock& next) {
    if (series != next.series || stride != next.stride || lastStep() + stride != next.firstStep) return false;
    values.insert(values.end(), next.values.begin(), next.values.end());
    return true;
}

Result<void> appendBlock(Connection& connection, std::int64_t run, const SeriesBlock& block) {
    if (block.values.empty()) return {};
    return connection.run(R"(INSERT INTO metrics (run, series, first_step, stride, count, "values") VALUES (?, ?, ?, ?, ?, ?))", run,
                          block.series, block.firstStep, block.stride, block.values.size(), std::as_bytes(std::span(block.values)));
}

Result<std::int64_t> replaceBlock(Connection& connection, std::int64_t run, const SeriesBlock& block) {
    if (block.values.empty()) return std::int64_t{0};
    std::vector<SeriesBlock> before;
    Result<void> done = connection.forEach(
        overlapping, [&before](const Statement& row) { before.push_back(blockOf(row)); }, run, block.series, block.lastStep(),
        block.firstStep);
    std::int64_t differences = 0;
    for (const SeriesBlock& old : before) {
        differences += differencesOf(old, block);
        if (done) done = removeBlock(connection, run, old);
        if (done) done = appendBlock(connection, run, partOf(old, old.firstStep, block.firstStep - 1));
        if (done) done = appendBlock(connection, run, partOf(old, block.lastStep() + 1, old.lastStep()));
    }
    if (done) done = appendBlock(connection, run, block);
    if (!done) return done.error();
    return differences;
}

Result<void> dropValuesFrom(Connection& connection, std::int64_t run, std::int64_t step) {
    std::vector<SeriesBlock> cut;
    Result<void> done = connection.forEach(
        R"(SELECT series, first_step, stride, "values" FROM metrics
           WHERE run = ? AND first_step < ? AND first_step + (count - 1) * stride >= ?)",
        [&cut](const Statement& row) { cut.push_back(blockOf(row)); }, run, step, step);
    for (const SeriesBlock& block : cut) {
        if (done) done = removeBlock(connection, run, block);
        if (done) done = appendBlock(connection, run, partOf(block, block.firstStep, step - 1));
    }
    if (done) done = connection.run("DELETE FROM metrics WHERE run = ? AND first_step >= ?", run, step);
    return done;
}

Result<std::int64_t> lastStepOf(Connection& connection, std::int64_t run) {
    return connection.integer("SELECT max(first_step + (count - 1) * stride) FROM metrics WHERE run = ?", 0, run);
}

Result<std::vector<SeriesBlock>> loadBlocks(Connection& connection, std::int64_t run, const std::vector<std::string>& only) {
    std::vector<SeriesBlock> blocks;
    constexpr std::string_view columns = R"(SELECT series, first_step, stride, "values" FROM metrics WHERE run = ?)";
    const auto take = [&blocks](const Statement& row) {
        SeriesBlock block = blockOf(row);
        if (blocks.empty() || !blocks.back().join(block)) blocks.push_back(std::move(block));
    };
    Result<void> read;
    if (only.empty()) read = connection.forEach(std::string(columns) + " ORDER BY series, first_step", take, run);
    for (const std::string& series : only)
        if (read) read = connection.forEach(std::string(columns) + " AND series = ? ORDER BY first_step", take, run, series);
    if (!read) return read.error();
    return blocks;
}

} // namespace epochlab::core
