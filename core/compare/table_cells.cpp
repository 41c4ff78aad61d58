#include "compare/method_table_parts.h"
#include "compare/reading.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace epochlab::core {
namespace {

using Answers = std::shared_ptr<const AnsweredRows>;

bool failed(const ComparedRun& run) { return run.state == "failed"; }

/// NaN where the run stands in no mean.
double countedValue(const ComparedRun& run, const Metric& metric) {
    return run.diverged() || failed(run) || run.underWay() ? std::nan("") : valueAtBest(run, metric);
}

TableCell::State stateOf(const TableCell& cell, const std::vector<TabledRun>& runs) {
    using State = TableCell::State;
    const auto any = [&](const char* state) {
        return std::ranges::any_of(cell.members, [&](std::size_t member) { return runs[member].run.state == state; });
    };
    if (cell.value.count > 0) return State::Measured;
    if (any("running")) return State::Running;
    if (any("waiting")) return State::Waiting;
    if (cell.diverged > 0) return State::Diverged;
    if (cell.failed > 0) return State::Failed;
    if (any("stopped") || any("interrupted")) return State::Stopped;
    return cell.members.empty() ? State::NotRun : State::Unknown;
}

/// Where all that count have answered the same rows.
void addInterval(TableCell& cell, const std::vector<TabledRun>& runs, const Metric& metric) {
    const AnsweredRows* common = nullptr;
    for (const std::size_t member : cell.members) {
        if (!std::isfinite(countedValue(runs[member].run, metric))) continue;
        const Answers& answers = runs[member].answers;
        if (!answers || (common != nullptr && (common->data != answers->data || common->right.size() != answers->right.size()))) return;
        common = answers.get();
    }
    if (common == nullptr) return;
    cell.rows = static_cast<std::int64_t>(common->right.size());
    if (!metric.largerIsBetter()) return;
    cell.interval = wilsonInterval(cell.value.mean, cell.rows);
    cell.isChance = cell.interval->contains(1.0 / static_cast<double>(common->classes)) || cell.interval->contains(common->majority);
}

/// The answers of the run whose value is the middle one (of two the lower) speak for a cell.
Answers middleAnswers(const TableCell& cell, const std::vector<TabledRun>& runs, const Metric& metric) {
    std::vector<std::pair<double, std::size_t>> values;
    for (const std::size_t member : cell.members)
        if (const double value = countedValue(runs[member].run, metric); std::isfinite(value)) values.emplace_back(value, member);
    if (values.empty()) return nullptr;
    std::ranges::sort(values);
    return runs[values[(values.size() - 1) / 2].second].answers;
}

/// McNemar's test on the rows and, where both have several seeds, Welch's over these: a difference is claimed where both find one.
void holdAgainst(const TableCell& best, TableCell& cell, const std::vector<TabledRun>& runs, const Metric& metric) {
    const Answers first = middleAnswers(best, runs, metric);
    const Answers second = middleAnswers(cell, runs, metric);
    if (!first || !second || first->data != second->data || first->right.size() != second->right.size()) return;
    cell.p = mcNemar(disagreementOf(first->right, second->right));
    const bool seeds = best.value.count > 1 && cell.value.count > 1;
    const bool apart = *cell.p < significance && (!seeds || clearlyDiffer(best.value, cell.value));
    cell.isLikeBest = !cell.isBest && !apart;
}

void describeData(MethodTable& table, const std::vector<TabledRun>& runs) {
    std::map<std::string, const AnsweredRows*> kinds;
    for (const TableRow& row : table.rows)
        for (const TableCell& cell : row.cells)
            for (const std::size_t member : cell.members)
                if (const Answers& answers = runs[member].answers) kinds[answers->data] = answers.get();
    table.dataSets = kinds.size();
    if (kinds.size() != 1) return;
    table.classes = kinds.begin()->second->classes;
    table.majority = kinds.begin()->second->majority;
}

} // namespace

AnsweredRows answeredRows(std::string data, std::int64_t classes, const std::vector<std::int32_t>& labels,
                          const std::vector<std::int32_t>& answers) {
    AnsweredRows rows{.data = std::move(data), .right = {}, .classes = classes};
    std::map<std::int32_t, std::size_t> sizes;
    for (std::size_t row = 0; row < labels.size(); ++row) {
        rows.right.push_back(labels[row] == answers[row]);
        ++sizes[labels[row]];
    }
    for (const auto& [label, size] : sizes)
        rows.majority = std::max(rows.majority, static_cast<double>(size) / static_cast<double>(labels.size()));
    return rows;
}

std::optional<Split> splitOf(const Metric& metric) {
    if (metric.series.starts_with("test_")) return Split::Test;
    if (metric.series.starts_with("validation_")) return Split::Validation;
    return std::nullopt;
}

void fillCell(TableCell& cell, const std::vector<TabledRun>& runs, const Metric& metric) {
    std::vector<double> values;
    std::set<std::int64_t> epochs;
    for (const std::size_t member : cell.members) {
        const ComparedRun& run = runs[member].run;
        const double value = countedValue(run, metric);
        cell.diverged += run.diverged() ? 1 : 0;
        cell.failed += failed(run) ? 1 : 0;
        if (!std::isfinite(value)) continue;
        values.push_back(value);
        epochs.insert(run.best->epoch);
        cell.early += run.state == "stopped" || run.state == "interrupted" ? 1 : 0;
    }
    cell.value = spreadOf(values);
    cell.epochs.assign(epochs.begin(), epochs.end());
    cell.state = stateOf(cell, runs);
    if (!values.empty()) addInterval(cell, runs, metric);
}

void markCells(MethodTable& table, const std::vector<TabledRun>& runs) {
    std::vector<TableCell*> measured;
    for (TableRow& row : table.rows)
        for (TableCell& cell : row.cells)
            if (cell.state == TableCell::State::Measured) measured.push_back(&cell);
    describeData(table, runs);
    if (measured.empty()) return;
    const bool larger = table.metric.largerIsBetter();
    const TableCell& best = **std::ranges::max_element(measured, [larger](const TableCell* left, const TableCell* right) {
        return larger ? left->value.mean < right->value.mean : left->value.mean > right->value.mean;
    });
    const auto written = [](const TableCell& cell) { return spreadText({1, cell.value.mean, 0.0}); };
    for (TableCell* cell : measured) cell->isBest = written(*cell) == written(best);
    if (!larger) return;
    for (TableCell* cell : measured)
        if (cell != &best) holdAgainst(best, *cell, runs, table.metric);
}

} // namespace epochlab::core
