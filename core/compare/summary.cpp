#include "compare/summary.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace epochlab::core {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

std::string fixed(double value, int digits) {
    char text[64];
    const auto [end, problem] = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, digits);
    return problem == std::errc() ? std::string(text, end) : std::string("–"); // too large to be written so
}

SummaryRow rowOf(const ComparedRuns& runs, const RunGroup& group, const Metric& metric) {
    SummaryRow row;
    row.label = group.label;
    row.fields = group.values;
    row.runs = static_cast<std::int64_t>(group.members.size());
    row.diverged = static_cast<std::int64_t>(group.diverged);
    row.failed = static_cast<std::int64_t>(group.failed);
    std::vector<double> epochs;
    std::vector<double> tests;
    for (const std::size_t member : group.members) {
        const ComparedRun& run = runs[member];
        if (run.diverged() || run.state == "failed" || !run.best) continue;
        row.values.push_back(valueAtBest(run, metric));
        epochs.push_back(static_cast<double>(run.best->epoch));
        tests.push_back(run.best->testAccuracy);
    }
    std::erase_if(row.values, [](double value) { return !std::isfinite(value); });
    row.best = spreadOf(row.values);
    row.epoch = spreadOf(epochs);
    row.test = spreadOf(tests);
    return row;
}

/// Rows that a reader cannot tell from the best are the best too.
void markBest(std::vector<SummaryRow>& rows, bool largerIsBetter) {
    const SummaryRow* best = nullptr;
    for (const SummaryRow& row : rows) {
        if (row.best.count == 0) continue;
        if (best == nullptr || (largerIsBetter ? row.best.mean > best->best.mean : row.best.mean < best->best.mean)) best = &row;
    }
    if (best == nullptr) return;
    const std::string written = fixed(best->best.mean, 3);
    for (SummaryRow& row : rows) row.isBest = row.best.count > 0 && fixed(row.best.mean, 3) == written;
}

double keyOf(const SummaryRow& row, SummaryColumn column) {
    switch (column) {
    case SummaryColumn::Label: return static_cast<double>(row.group);
    case SummaryColumn::Runs: return static_cast<double>(row.runs);
    case SummaryColumn::Best: return row.best.mean;
    case SummaryColumn::Epoch: return row.epoch.mean;
    case SummaryColumn::Test: return row.test.mean;
    }
    return unknown;
}

} // namespace

Spread spreadOf(const std::vector<double>& values) {
    Spread spread{0, unknown, unknown};
    double mean = 0.0;
    double squares = 0.0;
    for (const double value : values) {
        if (!std::isfinite(value)) continue;
        ++spread.count;
        const double distance = value - mean;
        mean += distance / static_cast<double>(spread.count);
        squares += distance * (value - mean);
    }
    if (spread.count > 0) spread.mean = mean;
    if (spread.count > 1) spread.deviation = std::sqrt(squares / static_cast<double>(spread.count - 1));
    return spread;
}

std::string SummaryRow::ends() const {
    std::string text;
    const auto add = [&](std::int64_t count, const char* what) {
        if (count == 0) return;
        text +=
            (text.empty() ? "" : ", ") + (runs == 1 ? std::string() : std::to_string(count) + " of " + std::to_string(runs) + " ") + what;
    };
    add(diverged, "diverged");
    add(failed, "failed");
    return text;
}

std::vector<SummaryRow> summarize(const ComparedRuns& runs, const std::vector<RunGroup>& groups, const Metric& metric) {
    std::vector<SummaryRow> rows;
    for (const RunGroup& group : groups) {
        rows.push_back(rowOf(runs, group, metric));
        rows.back().group = rows.size() - 1;
    }
    markBest(rows, metric.largerIsBetter());
    return rows;
}

void sortSummary(std::vector<SummaryRow>& rows, SummaryColumn column, bool descending) {
    std::ranges::stable_sort(rows, [&](const SummaryRow& left, const SummaryRow& right) {
        const double a = keyOf(left, column);
        const double b = keyOf(right, column);
        if (std::isnan(a) || std::isnan(b)) return !std::isnan(a) && std::isnan(b);
        return descending ? a > b : a < b;
    });
}

std::string spreadText(const Spread& spread, int digits) {
    if (spread.count == 0) return "–";
    const std::string mean = fixed(spread.mean, digits);
    return spread.count == 1 ? mean : mean + " ± " + fixed(spread.deviation, digits);
}

std::vector<ReferenceLevel> guessingLevels(const Metric& metric, double chance, double majority) {
    std::vector<ReferenceLevel> levels;
    if (!metric.largerIsBetter()) return levels;
    if (chance > 0) levels.push_back({"chance", chance});
    if (majority > 0) levels.push_back({"majority", majority});
    return levels;
}

} // namespace epochlab::core
