#pragma once

#include "compare/method_table.h"
#include "compare/table_text.h"

#include <cstdint>
#include <optional>
#include <string>

namespace epochlab::core {

/// What all measured cells have in common, and is said once.
struct SharedFacts {
    std::optional<std::int64_t> rows; ///< n
    std::optional<std::int64_t> seeds;
    std::optional<std::int64_t> epoch; ///< the best one
};
SharedFacts sharedFacts(const MethodTable& table);

/// "0.770 ± 0.012", "diverged", "not run"
std::string cellValue(const TableCell& cell);
/// "0.731–0.809 ≈ best": the interval, and what the accuracy cannot be told from.
std::string cellInterval(const TableCell& cell);
/// What is not shared: "n = 440, 3 seeds, 1 of 3 diverged, epochs 2–5"; empty where all is.
std::string cellFacts(const TableCell& cell, const SharedFacts& shared);
/// "not run: Adam, learning rate 0.01"
std::string missingWords(const MethodTable& table, const TableRow& row, std::size_t column);
/// What trains a cell's missing runs: "epochlab-cli train …", of several seeds "epochlab-cli sweep …". Empty where there are none.
std::string commandOf(const TableCell& cell);

/// "method × learning rate"
std::string titleOf(const MethodTable& table);
/// "test accuracy at the validation-best epoch · n = 440 · one seed · best epoch 1"
std::string subtitleOf(const MethodTable& table);
/// How the best is marked: in bold letters, or by a word where there are none.
enum class BestMark { Bold, Word };
/// One line: what the marks mean, as far as there are any, and what was left out.
std::string legendOf(const MethodTable& table, BestMark mark = BestMark::Bold);

/// The table as people read it.
TextTable methodTableText(const MethodTable& table, BestMark mark = BestMark::Bold);
/// A cell a line, to compute with: all digits, and each count a column of its own.
TextTable methodTableNumbers(const MethodTable& table);
/// Csv and TabSeparated as they are; Text, Markdown, Latex and Html with title and legend.
std::string write(const MethodTable& table, TableFormat format);

} // namespace epochlab::core
