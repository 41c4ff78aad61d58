#pragma once

#include "compare/accuracy.h"
#include "compare/summary.h"
#include "data/dataset.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// What a run's best epoch made of the rows of a split.
struct AnsweredRows {
    std::string data;        ///< equal for equal rows
    std::vector<bool> right; ///< one a row
    std::int64_t classes = 0;
    double majority = 0.0; ///< share of the largest class
};
AnsweredRows answeredRows(std::string data, std::int64_t classes, const std::vector<std::int32_t>& labels,
                          const std::vector<std::int32_t>& answers);

/// One run that a table is made of.
struct TabledRun {
    ComparedRun run;                               ///< its state may be plannedState
    std::shared_ptr<const AnsweredRows> answers{}; ///< of the metric's split; null: not known
};
/// Of a run that is wanted and was never begun.
inline constexpr const char* plannedState = "planned";

struct TableQuestion {
    Metric metric{"test_accuracy"};
    std::string rows{}; ///< the field that names the rows; empty: the method, else what differs first
    std::string columns = "learning-rate";
};
/// The rows that a metric is of; nothing for the training's.
std::optional<Split> splitOf(const Metric& metric);

struct TableCell {
    enum class State { NotRun, Waiting, Running, Diverged, Failed, Stopped, Unknown, Measured }; ///< Unknown: finished without the metric
    State state = State::NotRun;
    std::vector<std::size_t> members; ///< places among the runs, ascending; of a seed trained twice the one that counts
    Spread value{};                   ///< the metric over seeds; those that diverged or failed stand in no mean
    std::vector<std::int64_t> epochs; ///< the best ones of these, ascending, each once
    std::int64_t diverged = 0;        ///< of the members, as are the next ones
    std::int64_t failed = 0;          ///< ended by an error
    std::int64_t early = 0;           ///< stopped or interrupted, and in the mean all the same
    std::int64_t rows = 0;            ///< n of the interval; 0: not known
    std::optional<Interval> interval; ///< of an accuracy; over several seeds that of their mean
    std::optional<double> p;          ///< McNemar's, against the best
    bool isBest = false;              ///< or written alike
    bool isChance = false;            ///< the interval holds what guessing reaches
    bool isLikeBest = false;          ///< not the best, and not told from it
    std::vector<ParamSet> missing;    ///< what is still to be trained
};

struct TableRow {
    std::string label;
    bool spanning = false;        ///< the columns' field does not count in it
    std::vector<TableCell> cells; ///< one a column; of a spanning row one
};

/// Methods × learning rates, or any two fields. Runs that differ in more than the seed stand in no cell together.
struct MethodTable {
    Metric metric;
    std::string rowsTitle;    ///< "method"
    std::string columnsTitle; ///< "learning rate"
    std::string columnsField; ///< its id
    std::vector<std::string> columns{};
    std::vector<TableRow> rows{}; ///< those that span at the end
    std::size_t dataSets = 0;     ///< kinds of rows that were answered: cells of one are held against each other
    std::int64_t classes = 0;     ///< where there is one kind; else 0
    double majority = 0.0;        ///< the same
    std::size_t steered = 0;      ///< runs left out, as their learning rate changed on the way
};

/// Fields are ids of the table of hyperparameters. Any thread.
MethodTable methodTable(const std::vector<TabledRun>& runs, const TableQuestion& question);

} // namespace epochlab::core
